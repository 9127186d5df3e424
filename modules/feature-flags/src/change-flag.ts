import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { changingFlag } from './changing-flag.ts';
import type { FeatureFlagsCore } from './core.ts';
import { updateFlag } from './flags.sql.ts';
import type { Authorship, flagChangeSchema } from './input.ts';
import { auditedFlag, basisPointsOf, type PresentedFlag, presentFlag } from './present.ts';
import type { FlagRow } from './schema.ts';

type Change = z.output<typeof flagChangeSchema>;

export type FlagToChange = { key: string } & Change & Authorship;

/**
 * Switches a flag on or off, rolls it out to more or fewer teams, or describes it anew. What changes nothing is not
 * recorded.
 *
 * @throws `feature_flag_not_found`, `feature_flag_archived`
 */
export function changeFlag(
  core: FeatureFlagsCore,
  { key, description, is_enabled, rollout_percentage, ...authorship }: FlagToChange,
): Promise<{ flag: PresentedFlag }> {
  return changingFlag(core, key, {}, async (tx, flag) => {
    const changed = withChange(flag, { description, is_enabled, rollout_percentage }, core.clock.now());
    const [before, after] = [auditedFlag(flag), auditedFlag(changed)];
    if (isDeepStrictEqual(before, after)) return { flag: presentFlag(flag) };

    await updateFlag(tx, changed);
    await core.audit.record(tx, {
      action: 'feature_flags.changed',
      target: { kind: 'feature_flag', id: key },
      before,
      after,
      ...authorship,
    });
    return { flag: presentFlag(changed) };
  });
}

function withChange(
  flag: FlagRow,
  { description = flag.description, is_enabled = flag.is_enabled, rollout_percentage }: Change,
  now: Date,
): FlagRow {
  const rollout_basis_points =
    rollout_percentage === undefined ? flag.rollout_basis_points : basisPointsOf(rollout_percentage);
  return { ...flag, description, is_enabled, rollout_basis_points, updated_at: now };
}
