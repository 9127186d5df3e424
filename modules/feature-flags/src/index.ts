import { bind } from '@quartet/platform/use-cases';
import { archiveFlag } from './archive-flag.ts';
import { changeFlag } from './change-flag.ts';
import { createFeatureFlagsCore, type FeatureFlagsDependencies } from './core.ts';
import { createFlag } from './create-flag.ts';
import { createEvaluation } from './evaluation.ts';
import { listFlags, listOverrides } from './list-flags.ts';
import { overrideForTeam, removeOverride } from './override-for-team.ts';

export { featureFlagsConfig } from './config.ts';
export type { FeatureFlagsDependencies } from './core.ts';
export { featureFlagErrors } from './errors.ts';
export type { Evaluation, EvaluationContext } from './evaluate.ts';
export { flagChangeSchema, flagKeySchema, newFlagSchema } from './input.ts';
export type { ListedFlag, PresentedFlag, PresentedOverride } from './present.ts';

/** Features that are on for some teams and not for others. */
export type FeatureFlags = ReturnType<typeof createFeatureFlags>;

/**
 * @example
 * const featureFlags = createFeatureFlags({ db, clock, log, audit, refreshSeconds: 15 });
 * if (await featureFlags.isEnabled('new-dashboard', { teamId })) …
 */
export function createFeatureFlags(dependencies: FeatureFlagsDependencies) {
  const core = createFeatureFlagsCore(dependencies);
  return {
    ...createEvaluation(core.snapshots),
    createFlag: bind(core, createFlag),
    changeFlag: bind(core, changeFlag),
    archiveFlag: bind(core, archiveFlag),
    overrideForTeam: bind(core, overrideForTeam),
    removeOverride: bind(core, removeOverride),
    listFlags: bind(core, listFlags),
    listOverrides: bind(core, listOverrides),
  };
}
