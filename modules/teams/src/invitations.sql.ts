import type { TeamRole } from '@quartet/platform/contract';
import { newerThan, type Slice, type Transaction } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { and, asc, eq, gt, isNull, notInArray } from 'drizzle-orm';
import { type Invitation, invitations } from './schema.ts';

/** Neither accepted nor withdrawn. */
const isPending = and(isNull(invitations.accepted_at), isNull(invitations.revoked_at));

/** Can be accepted. */
function isOpen(now: Date) {
  return and(isPending, gt(invitations.expires_at, now));
}

/** In the scope of the token: it is not known yet which team it leads to. */
export async function findOpenInvitation(
  tx: Transaction,
  tokenHash: string,
  now: Date,
): Promise<Invitation | undefined> {
  const [invitation] = await tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.token_hash, tokenHash), isOpen(now)));
  return invitation;
}

export async function findOpenInvitations(
  tx: Transaction,
  teamId: Id<'team'>,
  now: Date,
  { past, count }: Slice,
): Promise<Invitation[]> {
  return await tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.team_id, teamId), isOpen(now), newerThan(invitations.id, past)))
    .orderBy(asc(invitations.id))
    .limit(count);
}

export type NewInvitation = Omit<Invitation, 'accepted_at' | 'revoked_at'>;

export async function insertInvitation(tx: Transaction, invitation: NewInvitation): Promise<void> {
  await tx.insert(invitations).values(invitation);
}

/** Uses the invitation up; false when another request, a withdrawal or time was faster. */
export async function markAccepted(
  tx: Transaction,
  invitation: { id: Id<'invitation'>; team_id: Id<'team'> },
  now: Date,
): Promise<boolean> {
  const accepted = await tx
    .update(invitations)
    .set({ accepted_at: now })
    .where(and(eq(invitations.team_id, invitation.team_id), eq(invitations.id, invitation.id), isOpen(now)))
    .returning({ id: invitations.id });
  return accepted.length > 0;
}

export async function revokeById(
  tx: Transaction,
  teamId: Id<'team'>,
  invitationId: Id<'invitation'>,
  now: Date,
): Promise<Invitation | undefined> {
  const [revoked] = await tx
    .update(invitations)
    .set({ revoked_at: now })
    .where(and(eq(invitations.team_id, teamId), eq(invitations.id, invitationId), isPending))
    .returning();
  return revoked;
}

/** At most one is pending for an address: a partial unique index says so. */
export async function revokeByEmail(
  tx: Transaction,
  teamId: Id<'team'>,
  email: string,
  now: Date,
): Promise<Invitation | undefined> {
  const [revoked] = await tx
    .update(invitations)
    .set({ revoked_at: now })
    .where(and(eq(invitations.team_id, teamId), eq(invitations.email, email), isPending))
    .returning();
  return revoked;
}

/** Withdraws what a person has invited others to, but for the roles to `keep`. */
export async function revokeByInviter(
  tx: Transaction,
  teamId: Id<'team'>,
  inviter: Id<'user'>,
  keep: TeamRole[],
  now: Date,
): Promise<void> {
  await tx
    .update(invitations)
    .set({ revoked_at: now })
    .where(
      and(
        eq(invitations.team_id, teamId),
        eq(invitations.invited_by, inviter),
        notInArray(invitations.role, keep),
        isPending,
      ),
    );
}
