import { type Executor, refusing, type Slice, type Transaction } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { and, eq, sql } from 'drizzle-orm';
import { featureFlagErrors } from './errors.ts';
import { featureFlagOverrides, type OverrideRow } from './schema.ts';

/** Row level security keeps this, as all that follows but the last, to the team in scope. */
export async function findOverride(
  tx: Transaction,
  key: string,
  teamId: Id<'team'>,
): Promise<OverrideRow | undefined> {
  const [override] = await tx.select().from(featureFlagOverrides).where(overrideOf(key, teamId));
  return override;
}

/** @throws `team_not_found` */
export async function putOverride(tx: Transaction, override: OverrideRow): Promise<void> {
  const { is_enabled, updated_at } = override;
  await refusing(
    { feature_flag_overrides_team_id_fkey: featureFlagErrors.teamNotFound },
    tx
      .insert(featureFlagOverrides)
      .values(override)
      .onConflictDoUpdate({
        target: [featureFlagOverrides.flag_key, featureFlagOverrides.team_id],
        set: { is_enabled, updated_at },
      }),
  );
}

export async function deleteOverride(tx: Transaction, key: string, teamId: Id<'team'>): Promise<void> {
  await tx.delete(featureFlagOverrides).where(overrideOf(key, teamId));
}

/** The overrides of one flag for all teams, the oldest teams first. */
export async function findOverrides(
  executor: Executor,
  key: string,
  { past, count }: Slice,
): Promise<Pick<OverrideRow, 'team_id' | 'is_enabled'>[]> {
  return await executor
    .select({ team_id: sql<Id<'team'>>`team_id`, is_enabled: sql<boolean>`is_enabled` })
    .from(sql`feature_flag_overrides_of_all_teams(${key})`)
    .where(past === undefined ? undefined : sql`team_id > ${past}`)
    .orderBy(sql`team_id`)
    .limit(count);
}

function overrideOf(key: string, teamId: Id<'team'>) {
  return and(eq(featureFlagOverrides.flag_key, key), eq(featureFlagOverrides.team_id, teamId));
}
