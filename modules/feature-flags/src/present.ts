import type { Id } from '@quartet/platform/ids';
import type { FlagWithCounts } from './flags.sql.ts';
import type { FlagRow, OverrideRow } from './schema.ts';

/** A flag as those see it who manage it. */
export interface PresentedFlag {
  key: string;
  description: string;
  is_enabled: boolean;
  rollout_percentage: number;
  created_at: string;
  updated_at: string;
  archived_at: string | null;
}

/** A flag in a list, with the number of teams for which it is on or off by name. */
export interface ListedFlag extends PresentedFlag {
  teams_on: number;
  teams_off: number;
}

/** That a flag is on or off for a team whatever the rollout says. */
export interface PresentedOverride {
  team_id: Id<'team'>;
  is_enabled: boolean;
}

export function presentFlag(flag: FlagRow): PresentedFlag {
  return {
    key: flag.key,
    description: flag.description,
    is_enabled: flag.is_enabled,
    rollout_percentage: percentageOf(flag.rollout_basis_points),
    created_at: flag.created_at.toISOString(),
    updated_at: flag.updated_at.toISOString(),
    archived_at: flag.archived_at?.toISOString() ?? null,
  };
}

export function presentListedFlag(flag: FlagWithCounts): ListedFlag {
  return { ...presentFlag(flag), teams_on: flag.teams_on, teams_off: flag.teams_off };
}

export function presentOverride({
  team_id,
  is_enabled,
}: Pick<OverrideRow, 'team_id' | 'is_enabled'>): PresentedOverride {
  return { team_id, is_enabled };
}

/** What of a flag the audit log tells. */
export function auditedFlag({ description, is_enabled, rollout_basis_points }: FlagRow) {
  return { description, is_enabled, rollout_percentage: percentageOf(rollout_basis_points) };
}

function percentageOf(basisPoints: number): number {
  return basisPoints / 100;
}

/** Rounded, since 0.29 times 100 is not 29 in floating point. */
export function basisPointsOf(percentage: number): number {
  return Math.round(percentage * 100);
}
