import { doneBy } from '@quartet/audit';
import { isAtLeast, type RequestOrigin, type TeamCaller, teamRoles } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { Id } from '@quartet/platform/ids';
import { changeTeam } from './change-team.ts';
import type { TeamsCore } from './core.ts';
import { teamErrors } from './errors.ts';
import { revokeByInviter } from './invitations.sql.ts';
import { deleteMember, findMember, type Member } from './members.sql.ts';

/**
 * Ends a membership. Everybody may leave; admins remove others, owners remove owners. What the person has
 * invited others to is withdrawn.
 *
 * @throws `not_found`, `forbidden`, `owner_required`, `last_owner`
 */
export function removeMember(
  { db, clock, audit }: TeamsCore,
  { caller, origin, user_id }: { caller: TeamCaller; origin: RequestOrigin; user_id: Id<'user'> },
): Promise<void> {
  return changeTeam(db, caller, async (tx, { team, actor }) => {
    const member = await findMember(tx, team.id, user_id);
    if (member === undefined) throw commonErrors.notFound();
    refuseUnlessMayRemove(actor, member);

    await deleteMember(tx, team.id, user_id);
    await revokeByInviter(tx, team.id, user_id, [], clock.now());
    await audit.record(tx, {
      action: 'teams.member_removed',
      ...doneBy(caller),
      target: { kind: 'team', id: team.id },
      before: { user_id, role: member.role },
      requestId: origin.requestId,
    });
  });
}

function refuseUnlessMayRemove(actor: Member, member: Member): void {
  if (actor.user_id === member.user_id) return;
  if (!isAtLeast(teamRoles, actor.role, 'admin')) throw commonErrors.forbidden();
  if (member.role === 'owner' && actor.role !== 'owner') throw teamErrors.ownerRequired();
}
