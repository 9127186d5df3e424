import type { Database, Transaction } from '@quartet/platform/database';
import type { FeatureFlagsCore } from './core.ts';
import { featureFlagErrors } from './errors.ts';
import { lockFlag } from './flags.sql.ts';
import type { FlagRow } from './schema.ts';

/**
 * Runs one change of a flag or of its overrides, alone among the changes of this flag; once it is committed, this
 * process decides by it.
 *
 * @param scope whose overrides the change sees
 * @throws `feature_flag_not_found`, `feature_flag_archived`
 */
export async function changingFlag<Result>(
  { db, snapshots }: Pick<FeatureFlagsCore, 'db' | 'snapshots'>,
  key: string,
  scope: Parameters<Database['scoped']>[0],
  work: (tx: Transaction, flag: FlagRow) => Promise<Result>,
): Promise<Result> {
  const result = await db.scoped(scope, async (tx) => {
    const flag = await lockFlag(tx, key);
    if (flag === undefined) throw featureFlagErrors.flagNotFound();
    if (flag.archived_at !== null) throw featureFlagErrors.flagArchived();
    return work(tx, flag);
  });
  await snapshots.refresh();
  return result;
}
