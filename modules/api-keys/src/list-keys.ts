import {
  decodeCursor,
  type Page,
  type PageRequest,
  pageFrom,
  type SessionCaller,
} from '@quartet/platform/contract';
import { findKeys } from './api-keys.sql.ts';
import type { ApiKeysCore } from './core.ts';
import { type PresentedApiKey, presentKey } from './present.ts';

/** The caller's keys that are not revoked, also those that have expired; the newest first. */
export async function listKeys(
  { db }: ApiKeysCore,
  { caller, limit, cursor }: { caller: SessionCaller } & PageRequest,
): Promise<Page<PresentedApiKey>> {
  const [past] = decodeCursor(cursor, 1) ?? [];
  const rows = await findKeys(db.orm, caller.userId, { past, count: limit + 1 });
  const { items, nextCursor } = pageFrom(rows, limit, (key) => [key.id]);
  return { items: items.map(presentKey), next_cursor: nextCursor };
}
