import { doneBy } from '@quartet/audit';
import { secondsAfter } from '@quartet/platform/clock';
import type { RequestOrigin, TeamCaller, TeamRole } from '@quartet/platform/contract';
import { hashToken, newToken } from '@quartet/platform/crypto';
import { newId } from '@quartet/platform/ids';
import { changeTeam } from './change-team.ts';
import type { TeamsCore } from './core.ts';
import { teamErrors } from './errors.ts';
import { invitableRoles } from './invitable-roles.ts';
import { insertInvitation, type NewInvitation, revokeByEmail } from './invitations.sql.ts';
import { hasMemberWithEmail } from './members.sql.ts';
import { type PresentedInvitation, presentInvitation } from './present.ts';

/** Long enough for a holiday week, short enough that a forgotten mail opens no door. */
const INVITATION_TTL_SECONDS = 7 * 24 * 3600;

export interface InvitationToSend {
  caller: TeamCaller;
  origin: RequestOrigin;
  /** Canonical. */
  email: string;
  role: TeamRole;
}

/**
 * Mails a token to `email` with which the person of that address joins the team. An invitation that was
 * open for the same address is withdrawn.
 *
 * @throws `role_above_own`, `already_member`
 */
export function invite(
  { db, clock, audit, mail }: TeamsCore,
  { caller, origin, email, role }: InvitationToSend,
): Promise<{ invitation: PresentedInvitation }> {
  return changeTeam(db, caller, async (tx, { team, actor }) => {
    if (!invitableRoles(actor.role).includes(role)) throw teamErrors.roleAboveOwn();
    if (await hasMemberWithEmail(tx, team.id, email)) throw teamErrors.alreadyMember();
    const now = clock.now();
    const token = newToken();
    const invitation: NewInvitation = {
      id: newId('invitation'),
      team_id: team.id,
      email,
      role,
      token_hash: hashToken(token),
      invited_by: caller.userId,
      created_at: now,
      expires_at: secondsAfter(now, INVITATION_TTL_SECONDS),
    };
    const replaced = await revokeByEmail(tx, team.id, email, now);
    await insertInvitation(tx, invitation);
    await mail.enqueue(tx, {
      template: 'team_invitation',
      recipient: email,
      values: {
        team_name: team.name,
        inviter_name: actor.full_name ?? actor.email,
        role,
        token,
        expires_at: invitation.expires_at.toISOString(),
      },
    });
    await audit.record(tx, {
      action: 'teams.invitation_created',
      ...doneBy(caller),
      target: { kind: 'team', id: team.id },
      after: { invitation_id: invitation.id, email, role, replaces: replaced?.id ?? null },
      requestId: origin.requestId,
    });
    return { invitation: presentInvitation(invitation) };
  });
}
