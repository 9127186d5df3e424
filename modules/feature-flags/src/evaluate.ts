import type { Id } from '@quartet/platform/ids';
import { BUCKETS, bucketOf } from './bucket.ts';

/** A flag as evaluation knows it. */
export interface Flag {
  key: string;
  isEnabled: boolean;
  /** Hundredths of a percent of the teams for which it is on. */
  rolloutBasisPoints: number;
  /** Teams for which it is on or off whatever the rollout says. */
  overrides: ReadonlyMap<string, boolean>;
}

/** For whom a flag is evaluated. */
export interface EvaluationContext {
  teamId: Id<'team'>;
}

/**
 * Whether a flag is on, and why, in the words of OpenFeature (https://openfeature.dev/specification/types,
 * section "Resolution Reason"):
 * - `DISABLED`: it is switched off altogether.
 * - `TARGETING_MATCH`: it is on or off for this team by name.
 * - `STATIC`: it is rolled out to all teams, or to none.
 * - `SPLIT`: it is rolled out to some, and the team's bucket decides.
 * - `ERROR`: there is no such flag, or it is archived.
 */
export type Evaluation =
  | { value: boolean; reason: 'DISABLED' | 'TARGETING_MATCH' | 'STATIC' | 'SPLIT' }
  | { value: false; reason: 'ERROR'; errorCode: 'FLAG_NOT_FOUND' };

/** Decides from memory alone: the same flag and team give the same answer in every process. */
export function evaluate(flag: Flag | undefined, { teamId }: EvaluationContext): Evaluation {
  if (flag === undefined) return { value: false, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' };
  if (!flag.isEnabled) return { value: false, reason: 'DISABLED' };
  const override = flag.overrides.get(teamId);
  if (override !== undefined) return { value: override, reason: 'TARGETING_MATCH' };
  const { rolloutBasisPoints } = flag;
  if (rolloutBasisPoints === 0 || rolloutBasisPoints === BUCKETS)
    return { value: rolloutBasisPoints === BUCKETS, reason: 'STATIC' };
  return { value: bucketOf(flag.key, teamId) < rolloutBasisPoints, reason: 'SPLIT' };
}
