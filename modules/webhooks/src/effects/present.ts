import { iso, isoOrNull } from '../log/present.ts';
import type { LedgerRow } from './ledger.sql.ts';

export function presentEffect(row: LedgerRow) {
  const { resolved_by: operatorId, resolved_reason: reason } = row;
  return {
    key: row.key,
    kind: row.kind,
    payload: row.payload,
    state: row.state,
    attempts: row.attempts,
    next_attempt_at: row.state === 'pending' ? iso(row.next_attempt_at) : null,
    created_at: iso(row.created_at),
    settled_at: isoOrNull(row.settled_at),
    last_error: row.last_error,
    resolution: operatorId === null ? null : { operator_id: operatorId, reason: reason ?? '' },
  };
}
