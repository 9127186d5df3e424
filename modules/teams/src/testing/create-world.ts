import { createAudit } from '@quartet/audit';
import type { NewMail } from '@quartet/mail';
import type { RequestOrigin, TeamCaller, TeamRole, UserCaller } from '@quartet/platform/contract';
import { createDatabase, type Database } from '@quartet/platform/database';
import { type Id, newId } from '@quartet/platform/ids';
import { createLog } from '@quartet/platform/log';
import { createTestDatabase } from '@quartet/testing/postgres';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { createTeams, type Teams, type teamMails } from '../index.ts';

type InvitationMail = NewMail<typeof teamMails>;

/** Teams on a database of their own, with a clock to set and an outbox to look into. */
export interface World {
  db: Database;
  teams: Teams;
  audit: ReturnType<typeof createAudit>;
  /** Connected as the owner of the tables. */
  owner: pg.Client;
  clock: { now(): Date; advance(seconds: number): void };
  origin: RequestOrigin;
  /** The last mail to this address. */
  mailTo(email: string): InvitationMail | undefined;
  /** A new account. */
  aPerson(): Promise<UserCaller>;
  /** The person as the guard would let them into the team: with the role that they have now. */
  inTeam(person: UserCaller, teamId: Id<'team'>): Promise<TeamCaller>;
  /** A new team, its owner, and one further member for each of `roles`, who were invited and joined. */
  aTeam(...roles: TeamRole[]): Promise<{ teamId: Id<'team'>; owner: TeamCaller; others: TeamCaller[] }>;
  /** Invites a new person and gives them with the token that they were mailed. */
  anInvited(
    by: TeamCaller,
    role: TeamRole,
  ): Promise<{ person: UserCaller; token: string; id: Id<'invitation'> }>;
  end(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const base = await createTestDatabase();
  const log = createLog({ service: 'test', level: 'silent' });
  const db = createDatabase({ url: base.url, applicationName: 'teams-test', log });
  const owner = new pg.Client({ connectionString: base.ownerUrl });
  await owner.connect();
  const clock = settableClock();
  const audit = createAudit({ clock });
  const mails: InvitationMail[] = [];
  const teams = createTeams({
    db,
    clock,
    audit,
    mail: { enqueue: (_tx, mail) => Promise.resolve(void mails.push(mail)) },
  });
  const origin: RequestOrigin = { requestId: 'request-1', address: '127.0.0.1', userAgent: undefined };
  const world: World = {
    db,
    teams,
    audit,
    owner,
    clock,
    origin,
    mailTo: (email) => mails.findLast((mail) => mail.recipient === email),
    aPerson: () => aPerson(db, clock.now()),
    inTeam: (person, teamId) => inTeam(teams, person, teamId),
    aTeam: (...roles) => aTeam(world, roles),
    anInvited: (by, role) => anInvited(world, by, role),
    end: async () => {
      await Promise.all([db.close(), owner.end()]);
      await base.drop();
    },
  };
  return world;
}

function settableClock(): World['clock'] {
  let now = new Date('2026-03-01T10:00:00Z');
  return {
    now: () => now,
    advance: (seconds) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
  };
}

async function aPerson(db: Database, now: Date): Promise<UserCaller> {
  const userId = newId('user');
  const email = `${userId}@example.com`;
  const fullName = `Person ${userId.slice(-4)}`;
  await db.orm.execute(sql`
    insert into users (id, email, full_name, created_at, updated_at)
    values (${userId}, ${email}, ${fullName}, ${now.toISOString()}, ${now.toISOString()})`);
  return {
    kind: 'user',
    userId,
    sessionId: newId('session'),
    email,
    emailVerified: false,
    fullName,
    createdAt: now,
    credential: 'bearer',
  };
}

async function inTeam(teams: Teams, person: UserCaller, teamId: Id<'team'>): Promise<TeamCaller> {
  const role = await teams.roleInTeam(person.userId, teamId);
  if (role === undefined) throw new Error(`${person.userId} is no member of ${teamId}.`);
  return { ...person, team: { id: teamId, role } };
}

async function aTeam(world: World, roles: TeamRole[]) {
  const { teams, origin } = world;
  const founder = await world.aPerson();
  const { team } = await teams.create({ caller: founder, origin, name: 'Engines' });
  const owner = await world.inTeam(founder, team.id);
  const others: TeamCaller[] = [];
  for (const role of roles) {
    const { person, token } = await world.anInvited(owner, role);
    await teams.acceptInvitation({ caller: person, origin, token });
    others.push(await world.inTeam(person, team.id));
  }
  return { teamId: team.id, owner, others };
}

async function anInvited(
  { teams, origin, aPerson: newPerson, mailTo }: World,
  by: TeamCaller,
  role: TeamRole,
) {
  const person = await newPerson();
  const { invitation } = await teams.invite({ caller: by, origin, email: person.email, role });
  const token = mailTo(person.email)?.values.token ?? '';
  return { person, token, id: invitation.id };
}
