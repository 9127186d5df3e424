import { decodeCursor, type PageRequest, pageFrom } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { ReconciliationCore } from './core.ts';
import { findDrift } from './drift.sql.ts';
import { presentDrift } from './present.ts';
import { readReconciliation } from './read-reconciliation.ts';

/** The drift that a reconciliation found, in the order in which it did. @throws `not_found` */
export async function listDrift(
  core: ReconciliationCore,
  { id, limit, cursor }: PageRequest & { id: string },
) {
  await readReconciliation(core, { id });
  const rows = await findDrift(core.db.orm, {
    reconciliationId: id,
    past: positionOf(cursor),
    count: limit + 1,
  });
  const { items, nextCursor } = pageFrom(rows, limit, (row) => [row.position]);
  return { items: items.map(presentDrift), next_cursor: nextCursor };
}

function positionOf(cursor: string | undefined): string | undefined {
  const [position] = decodeCursor(cursor, 1) ?? [];
  if (position === undefined || /^\d{1,18}$/.test(position)) return position;
  throw commonErrors.invalidRequest({
    errors: [{ path: 'query.cursor', message: 'is not a cursor of this list' }],
  });
}
