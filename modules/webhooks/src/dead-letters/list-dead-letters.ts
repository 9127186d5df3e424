import { type PageRequest, pageFrom } from '@quartet/platform/contract';
import type { WebhooksCore } from '../core.ts';
import { decodeMomentCursor } from '../moment-cursor.ts';
import { type DeadLetterRow, findDeadLetters } from './dead-letters.sql.ts';

/** Objects whose last attempt failed, with the number of their events that wait. */
export async function listDeadLetters({ db }: WebhooksCore, { limit, cursor }: PageRequest) {
  const rows = await findDeadLetters(db.orm, {
    behind: decodeMomentCursor(cursor, /^object_\w+$/),
    count: limit + 1,
  });
  const { items, nextCursor } = pageFrom(rows, limit, (row) => [
    new Date(row.parked_at).toISOString(),
    row.id,
  ]);
  return { items: items.map(presentDeadLetter), next_cursor: nextCursor };
}

function presentDeadLetter(row: DeadLetterRow) {
  return {
    id: row.id,
    provider: row.provider,
    account: row.account,
    livemode: row.livemode,
    object: row.object_key,
    events: row.events,
    oldest_event_id: row.oldest_event_id,
    attempts: row.attempts,
    parked_at: new Date(row.parked_at).toISOString(),
    error: row.error_name === null ? null : { name: row.error_name, message: row.error_message ?? '' },
  };
}
