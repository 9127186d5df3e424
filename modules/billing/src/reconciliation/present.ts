import type { DriftRow } from './drift.sql.ts';
import type { ReconciliationRow } from './reconciliations.sql.ts';

export function presentReconciliation(row: ReconciliationRow) {
  const { missed = 0, dropped = 0, late = 0, edited = 0 } = row.drift;
  return {
    id: row.id,
    state: row.state,
    requested_by: row.requested_by,
    requested_at: iso(row.requested_at),
    since: iso(row.since),
    dry_run: row.is_dry_run,
    events_seen: row.events_seen,
    objects_compared: row.objects_compared,
    drift: { missed, dropped, late, edited },
    requests_used: row.requests_used,
    request_budget: row.request_budget,
    finished_at: row.finished_at === null ? null : iso(row.finished_at),
    error: row.error,
  };
}

export function presentDrift(row: DriftRow) {
  return {
    object: row.object_key,
    class: row.class,
    event_id: row.event_id,
    differences: row.differences,
    found_at: iso(row.found_at),
  };
}

function iso(text: string): string {
  return new Date(text).toISOString();
}
