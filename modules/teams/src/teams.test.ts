import type { UserCaller } from '@quartet/platform/contract';
import { newId } from '@quartet/platform/ids';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PresentedTeam } from './present.ts';
import { createWorld, type World } from './testing/create-world.ts';
import { outcomesOf } from './testing/outcomes.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

test('whoever creates a team is its owner and finds it in their list', async () => {
  const { teams, origin, aPerson } = world;
  const caller = await aPerson();
  const { team } = await teams.create({ caller, origin, name: 'Engines' });
  const now = world.clock.now().toISOString();
  expect(team).toEqual({ id: team.id, name: 'Engines', role: 'owner', created_at: now, updated_at: now });
  expect(await teams.list({ caller, limit: 50 })).toEqual({ items: [team], next_cursor: null });
  expect(await teams.read({ caller: await world.inTeam(caller, team.id) })).toEqual({ team });
});

test('a list has the caller’s own teams alone, with the caller’s role in each', async () => {
  const { others } = await world.aTeam('viewer', 'admin');
  await world.aTeam();
  const roles = await Promise.all(
    others.map(async (caller) => (await listAll(caller, 50)).map(({ role }) => role)),
  );
  expect(roles).toEqual([['viewer'], ['admin']]);
});

test('pages of any size put together are the whole list, oldest first', async () => {
  const caller = await world.aPerson();
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    await world.teams.create({ caller, origin: world.origin, name });
  for (const limit of [1, 2, 5, 6]) {
    expect((await listAll(caller, limit)).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
  }
});

test('a new name is seen by all members', async () => {
  const { owner, others } = await world.aTeam('admin', 'viewer');
  const [admin, viewer] = others;
  if (!admin || !viewer) throw new Error('The team has two other members.');
  world.clock.advance(60);
  const { team } = await world.teams.rename({ caller: admin, origin: world.origin, name: 'Looms' });
  expect(team).toMatchObject({ name: 'Looms', role: 'admin', updated_at: world.clock.now().toISOString() });
  expect((await world.teams.read({ caller: viewer })).team).toEqual({ ...team, role: 'viewer' });
  expect((await listAll(owner, 50)).map(({ name }) => name)).toEqual(['Looms']);
});

test('a deleted team is gone for everybody, with its memberships and invitations', async () => {
  const { teamId, owner, others } = await world.aTeam('member');
  const { person, token } = await world.anInvited(owner, 'viewer');
  await world.teams.delete({ caller: owner, origin: world.origin });
  for (const { userId } of [owner, ...others])
    expect(await world.teams.roleInTeam(userId, teamId)).toBeUndefined();
  expect(await listAll(owner, 50)).toEqual([]);
  await expect(world.teams.read({ caller: owner })).rejects.toThrow('There is no such resource.');
  expect(
    await outcomesOf([world.teams.acceptInvitation({ caller: person, origin: world.origin, token })]),
  ).toEqual({ invitation_invalid: 1 });
});

test('whoever is no member has no role, be the team another’s or none at all', async () => {
  const { teamId, owner } = await world.aTeam();
  const stranger = await world.aPerson();
  expect(await world.teams.roleInTeam(owner.userId, teamId)).toBe('owner');
  expect(await world.teams.roleInTeam(stranger.userId, teamId)).toBeUndefined();
  expect(await world.teams.roleInTeam(owner.userId, newId('team'))).toBeUndefined();
});

test('asking for a role leaves the scope of a transaction as it was', async () => {
  const { teamId, owner } = await world.aTeam();
  const { userId } = await world.aPerson();
  const scope = await world.db.scoped({ userId }, async (tx) => {
    await tx.execute(sql`select team_role(${owner.userId}, ${teamId})`);
    return (
      await tx.execute(sql`select current_user_id() as user_id, (select count(*) from memberships) as seen`)
    ).rows;
  });
  expect(scope).toEqual([{ user_id: userId, seen: '0' }]);
  const outside = await world.db.orm.execute(
    sql`select team_role(${owner.userId}, ${teamId}), current_user_id() as left`,
  );
  expect(outside.rows).toEqual([{ team_role: 'owner', left: null }]);
});

test('members are listed with their addresses, names and roles, and nothing more of their accounts', async () => {
  const { owner, others } = await world.aTeam('viewer', 'member');
  const [viewer] = others;
  if (!viewer) throw new Error('The team has two other members.');
  const first = await world.teams.listMembers({ caller: viewer, limit: 2 });
  const second = await world.teams.listMembers({ caller: viewer, limit: 2, cursor: first.next_cursor ?? '' });
  expect(second.next_cursor).toBeNull();
  expect([...first.items, ...second.items]).toEqual(
    [owner, ...others].map(({ userId, email, fullName, team }) => ({
      user_id: userId,
      email,
      full_name: fullName,
      role: team.role,
      joined_at: world.clock.now().toISOString(),
    })),
  );
});

async function listAll(caller: UserCaller, limit: number) {
  const items: PresentedTeam[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await world.teams.list({ caller, limit, cursor });
    items.push(...page.items);
    if (page.next_cursor === null) return items;
    cursor = page.next_cursor;
  }
}
