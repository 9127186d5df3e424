import { isAtLeast, type TeamRole, teamRoles, type UserCaller } from '@quartet/platform/contract';
import type { Database } from '@quartet/platform/database';
import { commonErrors } from '@quartet/platform/errors';
import type { Id } from '@quartet/platform/ids';
import type { BillingCore } from '../core.ts';

/** Who asks, and for which team; for themselves without one. */
export interface Asked {
  caller: UserCaller;
  team_id?: Id<'team'> | undefined;
}

/** For whom something is paid. */
export interface Payer {
  caller: UserCaller;
  team: { id: Id<'team'>; role: TeamRole } | undefined;
  /** Whether they pay real money: what they have in the other mode is another account's. */
  livemode: boolean;
}

/**
 * The one whose billing a request is about.
 *
 * @param least the role in the team that it takes
 * @throws `not_found` for a team that the caller is no member of, `forbidden` for a role below
 */
export async function payerOf(
  { teams, gateway: { livemode } }: Pick<BillingCore, 'teams' | 'gateway'>,
  { caller, team_id }: Asked,
  least: TeamRole,
): Promise<Payer> {
  if (team_id === undefined) return { caller, team: undefined, livemode };
  const role = await teams.roleInTeam(caller.userId, team_id);
  if (role === undefined) throw commonErrors.notFound();
  if (!isAtLeast(teamRoles, role, least)) throw commonErrors.forbidden();
  return { caller, team: { id: team_id, role }, livemode };
}

/** Whose rows a transaction for the payer sees. */
export function scopeOf({ caller, team }: Payer): Parameters<Database['scoped']>[0] {
  return team === undefined ? { userId: caller.userId } : { teamId: team.id };
}
