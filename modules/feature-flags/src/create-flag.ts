import type { z } from 'zod';
import type { FeatureFlagsCore } from './core.ts';
import { insertFlag } from './flags.sql.ts';
import type { Authorship, newFlagSchema } from './input.ts';
import { auditedFlag, basisPointsOf, type PresentedFlag, presentFlag } from './present.ts';

export type FlagToCreate = z.output<typeof newFlagSchema> & Authorship;

/** @throws `feature_flag_key_taken` */
export async function createFlag(
  { db, clock, audit, snapshots }: FeatureFlagsCore,
  { key, description, is_enabled, rollout_percentage, ...authorship }: FlagToCreate,
): Promise<{ flag: PresentedFlag }> {
  const now = clock.now();
  const rollout_basis_points = basisPointsOf(rollout_percentage);
  const times = { created_at: now, updated_at: now, archived_at: null };
  const flag = { key, description, is_enabled, rollout_basis_points, ...times };
  await db.transaction(async (tx) => {
    await insertFlag(tx, flag);
    await audit.record(tx, {
      action: 'feature_flags.created',
      target: { kind: 'feature_flag', id: key },
      after: auditedFlag(flag),
      ...authorship,
    });
  });
  await snapshots.refresh();
  return { flag: presentFlag(flag) };
}
