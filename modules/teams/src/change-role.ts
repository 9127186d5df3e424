import { doneBy } from '@quartet/audit';
import type { RequestOrigin, TeamCaller, TeamRole } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { Id } from '@quartet/platform/ids';
import { changeTeam } from './change-team.ts';
import type { TeamsCore } from './core.ts';
import { teamErrors } from './errors.ts';
import { invitableRoles } from './invitable-roles.ts';
import { revokeByInviter } from './invitations.sql.ts';
import { findMember, updateRole } from './members.sql.ts';
import { type PresentedMember, presentMember } from './present.ts';

export interface RoleChange {
  caller: TeamCaller;
  origin: RequestOrigin;
  user_id: Id<'user'>;
  role: TeamRole;
}

/**
 * Gives a member another role. What they have invited others to and could not any more is withdrawn.
 *
 * @throws `not_found`; `owner_required` unless an owner makes or unmakes an owner; `last_owner`.
 */
export function changeRole(
  { db, clock, audit }: TeamsCore,
  { caller, origin, user_id, role }: RoleChange,
): Promise<{ member: PresentedMember }> {
  return changeTeam(db, caller, async (tx, { team, actor }) => {
    const member = await findMember(tx, team.id, user_id);
    if (member === undefined) throw commonErrors.notFound();
    const concernsOwner = role === 'owner' || member.role === 'owner';
    if (concernsOwner && actor.role !== 'owner') throw teamErrors.ownerRequired();
    if (member.role === role) return { member: presentMember(member) };

    await updateRole(tx, team.id, user_id, role);
    await revokeByInviter(tx, team.id, user_id, invitableRoles(role), clock.now());
    await audit.record(tx, {
      action: 'teams.member_role_changed',
      ...doneBy(caller),
      target: { kind: 'team', id: team.id },
      before: { user_id, role: member.role },
      after: { user_id, role },
      requestId: origin.requestId,
    });
    return { member: presentMember({ ...member, role }) };
  });
}
