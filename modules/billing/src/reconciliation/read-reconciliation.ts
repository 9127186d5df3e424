import { commonErrors } from '@quartet/platform/errors';
import type { ReconciliationCore } from './core.ts';
import { presentReconciliation } from './present.ts';
import { findReconciliation } from './reconciliations.sql.ts';

/** One reconciliation: how far it has come, and how much drift it found. @throws `not_found` */
export async function readReconciliation({ db }: Pick<ReconciliationCore, 'db'>, { id }: { id: string }) {
  const row = await findReconciliation(db.orm, id);
  if (row === undefined) throw commonErrors.notFound();
  return { reconciliation: presentReconciliation(row) };
}
