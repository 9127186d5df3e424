import { type PageRequest, pageFrom } from '@quartet/platform/contract';
import type { WebhooksCore } from '../core.ts';
import type { EventFilter } from '../event-filter.ts';
import { decodeMomentCursor } from '../moment-cursor.ts';
import { countLoggedEvents, findLoggedEvents } from './log.sql.ts';
import { iso, presentEvent } from './present.ts';

/** The log, the newest event first. */
export async function listLogs(
  { db }: WebhooksCore,
  { limit, cursor, ...filter }: PageRequest & EventFilter,
) {
  const behind = decodeMomentCursor(cursor, /^\d{1,18}$/);
  const [rows, total] = await Promise.all([
    findLoggedEvents(db.orm, filter, { behind, count: limit + 1 }),
    countLoggedEvents(db.orm, filter),
  ]);
  const { items, nextCursor } = pageFrom(rows, limit, (row) => [iso(row.received_at), row.position]);
  return { items: items.map(presentEvent), total, next_cursor: nextCursor };
}
