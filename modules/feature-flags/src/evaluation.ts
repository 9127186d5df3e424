import type { TeamCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { type Evaluation, type EvaluationContext, evaluate } from './evaluate.ts';
import type { Snapshots } from './snapshots.ts';

/** Answers from the memory of this process; the database is asked once in `refreshSeconds`. */
export function createEvaluation(snapshots: Snapshots) {
  const evaluateFlag = async (key: string, context: EvaluationContext): Promise<Evaluation> =>
    evaluate((await snapshots.current()).get(key), context);
  return {
    /** Whether a flag is on for a team; one that is not there is off. */
    isEnabled: async (key: string, context: EvaluationContext): Promise<boolean> =>
      (await evaluateFlag(key, context)).value,

    /** The same, and why. */
    evaluate: evaluateFlag,

    /** Whether each flag is on for the caller's team. */
    async listForTeam({ caller }: { caller: TeamCaller }): Promise<{ flags: Record<string, boolean> }> {
      const snapshot = await snapshots.current();
      const context = { teamId: caller.team.id };
      return {
        flags: Object.fromEntries([...snapshot].map(([key, flag]) => [key, evaluate(flag, context).value])),
      };
    },

    /**
     * The guard of routes with a feature flag.
     *
     * @throws `not_found` while it is off for the caller's team, so that nobody learns what is coming
     */
    async requireFeature(caller: TeamCaller, flagKey: string): Promise<void> {
      const { value } = await evaluateFlag(flagKey, { teamId: caller.team.id });
      if (!value) throw commonErrors.notFound();
    },
  };
}
