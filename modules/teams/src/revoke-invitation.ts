import { doneBy } from '@quartet/audit';
import type { RequestOrigin, TeamCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { Id } from '@quartet/platform/ids';
import { changeTeam } from './change-team.ts';
import type { TeamsCore } from './core.ts';
import { revokeById } from './invitations.sql.ts';

export interface InvitationToRevoke {
  caller: TeamCaller;
  origin: RequestOrigin;
  invitation_id: Id<'invitation'>;
}

/** @throws `not_found` when the team has no such invitation, or it was accepted or withdrawn before. */
export function revokeInvitation(
  { db, clock, audit }: TeamsCore,
  { caller, origin, invitation_id }: InvitationToRevoke,
): Promise<void> {
  return changeTeam(db, caller, async (tx, { team }) => {
    const revoked = await revokeById(tx, team.id, invitation_id, clock.now());
    if (revoked === undefined) throw commonErrors.notFound();
    await audit.record(tx, {
      action: 'teams.invitation_revoked',
      ...doneBy(caller),
      target: { kind: 'team', id: team.id },
      before: { invitation_id, email: revoked.email, role: revoked.role },
      requestId: origin.requestId,
    });
  });
}
