import type { TeamRole } from '@quartet/platform/contract';
import { newerThan, refusing, type Slice, type Transaction } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { and, asc, eq } from 'drizzle-orm';
import { teamErrors } from './errors.ts';
import { memberships, people } from './schema.ts';

/** A membership, and how the person is shown to the team. */
export interface Member {
  user_id: Id<'user'>;
  email: string;
  full_name: string | null;
  role: TeamRole;
  joined_at: Date;
}

const member = {
  user_id: memberships.user_id,
  email: people.email,
  full_name: people.full_name,
  role: memberships.role,
  joined_at: memberships.created_at,
};

/** Row level security keeps `memberships` to the team in scope; accounts are only reached through them. */
export async function findMembers(
  tx: Transaction,
  teamId: Id<'team'>,
  { past, count }: Slice,
): Promise<Member[]> {
  return await tx
    .select(member)
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.user_id))
    .where(and(eq(memberships.team_id, teamId), newerThan(memberships.user_id, past)))
    .orderBy(asc(memberships.user_id))
    .limit(count);
}

export async function findMember(
  tx: Transaction,
  teamId: Id<'team'>,
  userId: Id<'user'>,
): Promise<Member | undefined> {
  const [found] = await tx
    .select(member)
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.user_id))
    .where(and(eq(memberships.team_id, teamId), eq(memberships.user_id, userId)));
  return found;
}

export async function hasMemberWithEmail(
  tx: Transaction,
  teamId: Id<'team'>,
  email: string,
): Promise<boolean> {
  const found = await tx
    .select({ user_id: memberships.user_id })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.user_id))
    .where(and(eq(memberships.team_id, teamId), eq(people.email, email)));
  return found.length > 0;
}

/** @throws `already_member` */
export async function insertMember(
  tx: Transaction,
  membership: typeof memberships.$inferInsert,
): Promise<void> {
  await refusing({ memberships_pkey: teamErrors.alreadyMember }, tx.insert(memberships).values(membership));
}

/** @throws `last_owner` */
export async function updateRole(
  tx: Transaction,
  teamId: Id<'team'>,
  userId: Id<'user'>,
  role: TeamRole,
): Promise<void> {
  const change = tx.update(memberships).set({ role }).where(membershipOf(teamId, userId));
  await refusing({ memberships_last_owner: teamErrors.lastOwner }, change);
}

/** @throws `last_owner` */
export async function deleteMember(tx: Transaction, teamId: Id<'team'>, userId: Id<'user'>): Promise<void> {
  const removal = tx.delete(memberships).where(membershipOf(teamId, userId));
  await refusing({ memberships_last_owner: teamErrors.lastOwner }, removal);
}

function membershipOf(teamId: Id<'team'>, userId: Id<'user'>) {
  return and(eq(memberships.team_id, teamId), eq(memberships.user_id, userId));
}
