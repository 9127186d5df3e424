import { decodeCursor, type PageRequest, pageFrom } from '@quartet/platform/contract';
import type { ReconciliationCore } from './core.ts';
import { presentReconciliation } from './present.ts';
import { findReconciliations } from './reconciliations.sql.ts';

/** Reconciliations, the newest first. */
export async function listReconciliations({ db }: ReconciliationCore, { limit, cursor }: PageRequest) {
  const [past] = decodeCursor(cursor, 1) ?? [];
  const rows = await findReconciliations(db.orm, { past, count: limit + 1 });
  const { items, nextCursor } = pageFrom(rows, limit, (row) => [row.id]);
  return { items: items.map(presentReconciliation), next_cursor: nextCursor };
}
