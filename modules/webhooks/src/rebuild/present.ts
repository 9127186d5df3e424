import { iso, isoOrNull } from '../log/present.ts';
import type { RebuildRow } from './rebuilds.sql.ts';

export function presentRebuild(row: RebuildRow) {
  return {
    id: row.id,
    operator_id: row.operator_id,
    state: row.state,
    requested_at: iso(row.requested_at),
    objects: Number(row.objects),
    differences: row.differences === null ? null : Number(row.differences),
    built_at: isoOrNull(row.built_at),
    swapped_at: isoOrNull(row.swapped_at),
    swapped_by: row.swapped_by,
    error: row.last_error,
  };
}
