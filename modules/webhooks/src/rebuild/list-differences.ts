import { decodeCursor, type PageRequest, pageFrom } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { WebhooksCore } from '../core.ts';
import { webhookErrors } from '../errors.ts';
import type { Difference } from '../projector.ts';
import { findRebuild } from './rebuilds.sql.ts';
import { shadowOf } from './shadow-of.ts';

/**
 * What a rebuild says differently from what is in use now, by subject. What is processed meanwhile differs until
 * the rebuild has followed.
 *
 * @throws `not_found`; `rebuild_not_built` for one whose shadow is not whole, or is another's by now
 */
export async function listDifferences(
  core: WebhooksCore,
  { rebuild_id, limit, cursor }: PageRequest & { rebuild_id: string },
) {
  const shadow = shadowOf(core);
  const [after] = decodeCursor(cursor, 1) ?? [];
  const differences = await core.db.transaction(async (tx) => {
    const rebuild = await findRebuild(tx, rebuild_id);
    if (rebuild === undefined) throw commonErrors.notFound();
    if (rebuild.state !== 'built') throw webhookErrors.rebuildNotBuilt();
    return await shadow.compare(tx, { after, limit: limit + 1 });
  });
  const { items, nextCursor } = pageFrom(differences, limit, ({ subject }) => [subject]);
  return { items: items.map(presentDifference), next_cursor: nextCursor };
}

function presentDifference({ subject, current, rebuilt }: Difference) {
  return { subject, current, rebuilt };
}
