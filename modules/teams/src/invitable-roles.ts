import { isAtLeast, type TeamRole, teamRoles } from '@quartet/platform/contract';

/** The roles that somebody with `role` may invite others to: none below admin, none above their own. */
export function invitableRoles(role: TeamRole): TeamRole[] {
  if (!isAtLeast(teamRoles, role, 'admin')) return [];
  return teamRoles.filter((invited) => isAtLeast(teamRoles, role, invited));
}
