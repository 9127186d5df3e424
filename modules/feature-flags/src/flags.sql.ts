import { type Executor, newerThan, refusing, type Slice, type Transaction } from '@quartet/platform/database';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { featureFlagErrors } from './errors.ts';
import { type FlagRow, featureFlags } from './schema.ts';

/** @throws `feature_flag_key_taken` */
export async function insertFlag(tx: Transaction, flag: FlagRow): Promise<void> {
  await refusing({ feature_flags_pkey: featureFlagErrors.keyTaken }, tx.insert(featureFlags).values(flag));
}

/** Waits until this transaction alone changes the flag or its overrides. */
export async function lockFlag(tx: Transaction, key: string): Promise<FlagRow | undefined> {
  const [flag] = await tx.select().from(featureFlags).where(eq(featureFlags.key, key)).for('no key update');
  return flag;
}

export async function updateFlag(tx: Transaction, flag: FlagRow): Promise<void> {
  const { key, description, is_enabled, rollout_basis_points, updated_at, archived_at } = flag;
  await tx
    .update(featureFlags)
    .set({ description, is_enabled, rollout_basis_points, updated_at, archived_at })
    .where(eq(featureFlags.key, key));
}

/** A flag, and for how many teams it is on or off whatever the rollout says. */
export interface FlagWithCounts extends FlagRow {
  teams_on: number;
  teams_off: number;
}

const overrides = sql`feature_flag_overrides_of_all_teams() as overrides`;

/** The flags in the order of their keys; archived ones among them when asked for. */
export async function findFlags(
  executor: Executor,
  { past, count, includeArchived }: Slice & { includeArchived: boolean },
): Promise<FlagWithCounts[]> {
  return await executor
    .select({
      key: featureFlags.key,
      description: featureFlags.description,
      is_enabled: featureFlags.is_enabled,
      rollout_basis_points: featureFlags.rollout_basis_points,
      created_at: featureFlags.created_at,
      updated_at: featureFlags.updated_at,
      archived_at: featureFlags.archived_at,
      teams_on: sql<number>`count(*) filter (where overrides.is_enabled)::integer`,
      teams_off: sql<number>`count(*) filter (where not overrides.is_enabled)::integer`,
    })
    .from(featureFlags)
    .leftJoin(overrides, sql`overrides.flag_key = ${featureFlags.key}`)
    .where(
      and(newerThan(featureFlags.key, past), includeArchived ? undefined : isNull(featureFlags.archived_at)),
    )
    .groupBy(featureFlags.key)
    .orderBy(asc(featureFlags.key))
    .limit(count);
}

/** All that evaluation needs to know of a flag. */
export interface SnapshotRow {
  key: string;
  is_enabled: boolean;
  rollout_basis_points: number;
  /** By team. */
  overrides: Record<string, boolean>;
}

/** Every flag that is in use, in one statement. */
export async function findSnapshot(executor: Executor): Promise<SnapshotRow[]> {
  return await executor
    .select({
      key: featureFlags.key,
      is_enabled: featureFlags.is_enabled,
      rollout_basis_points: featureFlags.rollout_basis_points,
      overrides: sql<Record<string, boolean>>`coalesce(
        jsonb_object_agg(overrides.team_id, overrides.is_enabled) filter (where overrides.team_id is not null), '{}')`,
    })
    .from(featureFlags)
    .leftJoin(overrides, sql`overrides.flag_key = ${featureFlags.key}`)
    .where(isNull(featureFlags.archived_at))
    .groupBy(featureFlags.key)
    .orderBy(asc(featureFlags.key));
}
