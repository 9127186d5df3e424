import { sql } from 'drizzle-orm';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, type World } from './testing/create-world.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

describe('every table with a team_id, and teams itself, has row level security: enabled, forced, with a policy', () => {
  test('in the migrated schema', async () => {
    const { protectedTables, exposed } = await teamOwnedTables(world.owner);
    expect(protectedTables).toEqual(expect.arrayContaining(['invitations', 'memberships', 'teams']));
    expect(exposed).toEqual([]);
  });

  test.each([
    ['none at all', ''],
    [
      'none forced on its owner',
      'alter table fixture enable row level security; create policy p on fixture using (true)',
    ],
    ['none enabled', 'alter table fixture force row level security; create policy p on fixture using (true)'],
    [
      'no policy',
      'alter table fixture enable row level security; alter table fixture force row level security',
    ],
  ])('a table with %s is found', async (_what, statements) => {
    await world.owner.query(`begin; create table fixture (team_id text); ${statements}`);
    const { exposed } = await teamOwnedTables(world.owner);
    await world.owner.query('rollback');
    expect(exposed).toEqual(['fixture']);
  });
});

describe('a statement that forgets its where clause', () => {
  const tables = ['teams', 'memberships', 'invitations'] as const;

  test.each(tables)('reads no row of another team’s %s', async (table) => {
    const [mine, theirs] = [await aTeamWithInvitation(), await aTeamWithInvitation()];
    const team = table === 'teams' ? 'id' : 'team_id';
    const { rows } = await world.db.scoped({ teamId: mine.teamId }, (tx) =>
      tx.execute(sql`select distinct ${sql.identifier(team)} as team from ${sql.identifier(table)}`),
    );
    expect(rows).toEqual([{ team: mine.teamId }]);
    expect(rows).not.toContainEqual({ team: theirs.teamId });
  });

  test.each(tables)('reads nothing of %s without a scope', async (table) => {
    await aTeamWithInvitation();
    const { rows } = await world.db.orm.execute(sql`select * from ${sql.identifier(table)}`);
    expect(rows).toEqual([]);
  });

  test.each([
    ['updates', sql`update memberships set role = 'owner'`],
    ['deletes', sql`delete from invitations`],
  ])('%s no row of another team', async (_what, statement) => {
    const [mine, theirs] = [await aTeamWithInvitation(), await aTeamWithInvitation()];
    const before = await everythingOf(theirs.teamId);
    const { rowCount } = await world.db.scoped({ teamId: mine.teamId }, (tx) => tx.execute(statement));
    expect(rowCount).toBeGreaterThanOrEqual(1);
    expect(await everythingOf(theirs.teamId)).toEqual(before);
  });

  test('reads a person’s own memberships and teams in their scope, and changes none', async () => {
    const mine = await aTeamWithInvitation();
    await aTeamWithInvitation();
    const { userId } = mine.owner;
    const seen = await world.db.scoped({ userId }, async (tx) => ({
      memberships: (await tx.execute(sql`select team_id, user_id from memberships`)).rows,
      teams: (await tx.execute(sql`select id from teams`)).rows,
      invitations: (await tx.execute(sql`select id from invitations`)).rows,
      promoted: (await tx.execute(sql`update memberships set role = 'owner'`)).rowCount,
      left: (await tx.execute(sql`delete from memberships`)).rowCount,
      renamed: (await tx.execute(sql`update teams set name = 'x'`)).rowCount,
    }));
    expect(seen).toEqual({
      memberships: [{ team_id: mine.teamId, user_id: userId }],
      teams: [{ id: mine.teamId }],
      invitations: [],
      promoted: 0,
      left: 0,
      renamed: 0,
    });
  });

  test('cannot put a row into another team', async () => {
    const [mine, theirs] = [await aTeamWithInvitation(), await aTeamWithInvitation()];
    const insertion = world.db.scoped({ teamId: mine.teamId }, (tx) =>
      tx.execute(
        sql`insert into memberships values (${theirs.teamId}, ${mine.owner.userId}, 'owner', now())`,
      ),
    );
    await expect(insertion).rejects.toMatchObject({ cause: { code: '42501' } });
    const move = world.db.scoped({ teamId: mine.teamId }, (tx) =>
      tx.execute(sql`update invitations set team_id = ${theirs.teamId}`),
    );
    await expect(move).rejects.toMatchObject({ cause: { code: '42501' } });
  });
});

test('the owner of the tables sees no team’s rows either', async () => {
  await aTeamWithInvitation();
  const { rows } = await world.owner.query(
    'select from teams union all select from memberships union all select from invitations',
  );
  expect(rows).toEqual([]);
});

/** From the catalogue, so that a table that a later migration adds is judged as well. */
async function teamOwnedTables(client: Client): Promise<{ protectedTables: string[]; exposed: string[] }> {
  const { rows } = await client.query<{ name: string; is_protected: boolean }>(`
    select relname as name,
           relrowsecurity and relforcerowsecurity
             and exists (select from pg_policy where polrelid = pg_class.oid) as is_protected
    from pg_class
    where relnamespace = 'public'::regnamespace
      and relkind in ('r', 'p', 'm', 'f')
      and (relname = 'teams' or exists (
        select from pg_attribute where attrelid = pg_class.oid and attname = 'team_id' and not attisdropped))
    order by relname`);
  const { true: whole = [], false: exposed = [] } = Object.groupBy(
    rows,
    (row) => `${row.is_protected}` as const,
  );
  return { protectedTables: whole.map(({ name }) => name), exposed: exposed.map(({ name }) => name) };
}

async function aTeamWithInvitation() {
  const team = await world.aTeam('member');
  await world.anInvited(team.owner, 'viewer');
  return team;
}

async function everythingOf(teamId: `team_${string}`) {
  return await world.db.scoped({ teamId }, async (tx) => [
    (await tx.execute(sql`select * from memberships order by user_id`)).rows,
    (await tx.execute(sql`select * from invitations order by id`)).rows,
  ]);
}
