import type { AttemptRow, LoggedEventRow } from './log.sql.ts';

export function presentEvent(row: LoggedEventRow) {
  return {
    event_id: row.event_id,
    provider: row.provider,
    account: row.account,
    livemode: row.livemode,
    type: row.type,
    object: row.object_key,
    status: row.status,
    source: row.source,
    created_at: iso(row.created_at),
    received_at: iso(row.received_at),
    settled_at: isoOrNull(row.settled_at),
    replay_count: row.replay_count,
    attempts: row.attempts ?? 0,
    next_attempt_at: isoOrNull(row.next_attempt_at),
  };
}

export function presentAttempt(row: AttemptRow) {
  return {
    attempt: row.attempt,
    outcome: row.outcome,
    worker: row.worker,
    started_at: iso(row.started_at),
    finished_at: iso(row.finished_at),
    error: row.error_name === null ? null : { name: row.error_name, message: row.error_message ?? '' },
    changes: row.changes ?? [],
    next_attempt_at: isoOrNull(row.next_attempt_at),
  };
}

export function isoOrNull(text: string | null): string | null {
  return text === null ? null : iso(text);
}

export function iso(text: string): string {
  return new Date(text).toISOString();
}
