import { type PageRequest, pageFrom } from '@quartet/platform/contract';
import type { WebhooksCore } from '../core.ts';
import { iso } from '../log/present.ts';
import { decodeMomentCursor } from '../moment-cursor.ts';
import { type EffectFilter, findEffects } from './ledger.sql.ts';
import { presentEffect } from './present.ts';

/** The ledger of effects, the newest first. */
export async function listEffects(
  { db }: WebhooksCore,
  { limit, cursor, ...filter }: PageRequest & EffectFilter,
) {
  const behind = decodeMomentCursor(cursor, /^.{1,500}$/s);
  const rows = await findEffects(db.orm, filter, { behind, count: limit + 1 });
  const { items, nextCursor } = pageFrom(rows, limit, (row) => [iso(row.created_at), row.key]);
  return { items: items.map(presentEffect), next_cursor: nextCursor };
}
