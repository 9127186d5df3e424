import { doneBy } from '@quartet/audit';
import type { RequestOrigin, UserCaller } from '@quartet/platform/contract';
import { hashToken } from '@quartet/platform/crypto';
import type { TeamsCore } from './core.ts';
import { teamErrors } from './errors.ts';
import { findOpenInvitation, markAccepted } from './invitations.sql.ts';
import { insertMember } from './members.sql.ts';
import { type PresentedTeam, presentTeam } from './present.ts';
import { lockTeam } from './teams.sql.ts';

export interface InvitationToAccept {
  caller: UserCaller;
  origin: RequestOrigin;
  /** As it was mailed. */
  token: string;
}

/**
 * Joins the team of an invitation, once. The invitation is for the address that it was mailed to: the
 * caller's account must have it. That the account's address was verified is not asked for, since the
 * token itself came by that mail; but holding it verifies nothing else.
 *
 * @throws `invitation_invalid`, `invitation_for_other_address` (which uses nothing up), `already_member`
 */
export async function acceptInvitation(
  { db, clock, audit }: TeamsCore,
  { caller, origin, token }: InvitationToAccept,
): Promise<{ team: PresentedTeam }> {
  const now = clock.now();
  const invitationTokenHash = hashToken(token);
  const invitation = await db.scoped({ invitationTokenHash }, (tx) =>
    findOpenInvitation(tx, invitationTokenHash, now),
  );
  if (invitation === undefined) throw teamErrors.invitationInvalid();
  if (invitation.email !== caller.email) throw teamErrors.invitationForOtherAddress();

  return db.scoped({ teamId: invitation.team_id }, async (tx) => {
    const team = await lockTeam(tx, invitation.team_id);
    const accepted = team !== undefined && (await markAccepted(tx, invitation, now));
    if (!accepted) throw teamErrors.invitationInvalid();
    const { role } = invitation;
    await insertMember(tx, { team_id: team.id, user_id: caller.userId, role, created_at: now });
    await audit.record(tx, {
      action: 'teams.invitation_accepted',
      ...doneBy(caller),
      target: { kind: 'team', id: team.id },
      after: { invitation_id: invitation.id, user_id: caller.userId, role },
      requestId: origin.requestId,
    });
    return { team: presentTeam({ ...team, role }) };
  });
}
