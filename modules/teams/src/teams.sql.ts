import type { TeamRole } from '@quartet/platform/contract';
import { type Database, newerThan, refusing, type Slice, type Transaction } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { and, asc, eq, sql } from 'drizzle-orm';
import { teamErrors } from './errors.ts';
import { memberships, type Team, teams } from './schema.ts';

export type FindRole = (userId: Id<'user'>, teamId: Id<'team'>) => Promise<TeamRole | undefined>;

/** The function `team_role` sets the scope for itself, so that the hottest statement is one round trip. */
export function prepareFindRole(orm: Database['orm']): FindRole {
  const statement = orm
    .select({ role: sql<TeamRole | null>`role` })
    .from(sql`team_role(${sql.placeholder('userId')}, ${sql.placeholder('teamId')}) as role`)
    .prepare('teams_find_role');
  return async (userId, teamId) => (await statement.execute({ userId, teamId }))[0]?.role ?? undefined;
}

/** A team, and the role in it of the person who asks. */
export type TeamWithRole = Team & { role: TeamRole };

const teamWithRole = {
  id: teams.id,
  name: teams.name,
  role: memberships.role,
  created_at: teams.created_at,
  updated_at: teams.updated_at,
};

export async function findTeam(
  tx: Transaction,
  teamId: Id<'team'>,
  userId: Id<'user'>,
): Promise<TeamWithRole | undefined> {
  const [team] = await tx
    .select(teamWithRole)
    .from(memberships)
    .innerJoin(teams, eq(teams.id, memberships.team_id))
    .where(and(eq(memberships.team_id, teamId), eq(memberships.user_id, userId)));
  return team;
}

/** The teams of a person; their ids are in the order of their age. */
export async function findTeams(
  tx: Transaction,
  userId: Id<'user'>,
  { past, count }: Slice,
): Promise<TeamWithRole[]> {
  return await tx
    .select(teamWithRole)
    .from(memberships)
    .innerJoin(teams, eq(teams.id, memberships.team_id))
    .where(and(eq(memberships.user_id, userId), newerThan(memberships.team_id, past)))
    .orderBy(asc(memberships.team_id))
    .limit(count);
}

/**
 * Waits until this transaction alone changes the team. Every change of a team, its members or its
 * invitations begins with this, so changes of one team never deadlock and never decide on what is stale.
 */
export async function lockTeam(tx: Transaction, teamId: Id<'team'>): Promise<Team | undefined> {
  const [team] = await tx.select().from(teams).where(eq(teams.id, teamId)).for('no key update');
  return team;
}

export async function insertTeam(tx: Transaction, team: Team): Promise<void> {
  await tx.insert(teams).values(team);
}

export async function updateName(
  tx: Transaction,
  teamId: Id<'team'>,
  name: string,
  now: Date,
): Promise<void> {
  await tx.update(teams).set({ name, updated_at: now }).where(eq(teams.id, teamId));
}

/**
 * Memberships and invitations go with it.
 *
 * @throws `team_subscribed` while it is charged: a trigger of billing's refuses
 */
export async function removeTeam(tx: Transaction, teamId: Id<'team'>): Promise<void> {
  await refusing(
    { teams_not_subscribed: teamErrors.teamSubscribed },
    tx.delete(teams).where(eq(teams.id, teamId)),
  );
}
