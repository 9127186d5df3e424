import type { Id } from '@quartet/platform/ids';
import { changingFlag } from './changing-flag.ts';
import type { FeatureFlagsCore } from './core.ts';
import type { Authorship } from './input.ts';
import { deleteOverride, findOverride, putOverride } from './overrides.sql.ts';

export interface Override extends Authorship {
  key: string;
  team_id: Id<'team'>;
}

/**
 * Has a flag on or off for a team, whatever the rollout says.
 *
 * @throws `feature_flag_not_found`, `feature_flag_archived`, `team_not_found`
 */
export function overrideForTeam(
  core: FeatureFlagsCore,
  { key, team_id, is_enabled, ...authorship }: Override & { is_enabled: boolean },
): Promise<void> {
  return changingFlag(core, key, { teamId: team_id }, async (tx) => {
    const before = await findOverride(tx, key, team_id);
    if (before?.is_enabled === is_enabled) return;
    await putOverride(tx, { flag_key: key, team_id, is_enabled, updated_at: core.clock.now() });
    await core.audit.record(tx, {
      action: 'feature_flags.overridden',
      target: { kind: 'feature_flag', id: key },
      ...(before && { before: { team_id, is_enabled: before.is_enabled } }),
      after: { team_id, is_enabled },
      ...authorship,
    });
  });
}

/**
 * Has the rollout decide for a team again.
 *
 * @throws `feature_flag_not_found`, `feature_flag_archived`
 */
export function removeOverride(
  core: FeatureFlagsCore,
  { key, team_id, ...authorship }: Override,
): Promise<void> {
  return changingFlag(core, key, { teamId: team_id }, async (tx) => {
    const before = await findOverride(tx, key, team_id);
    if (before === undefined) return;
    await deleteOverride(tx, key, team_id);
    await core.audit.record(tx, {
      action: 'feature_flags.override_removed',
      target: { kind: 'feature_flag', id: key },
      before: { team_id, is_enabled: before.is_enabled },
      ...authorship,
    });
  });
}
