import type { TeamCaller, TeamRole } from '@quartet/platform/contract';
import { type Id, newId } from '@quartet/platform/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, type World } from './testing/create-world.ts';
import { outcomesOf } from './testing/outcomes.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

describe('a member’s role', () => {
  test.each<[TeamRole, TeamRole, TeamRole, string]>([
    ['admin', 'viewer', 'admin', 'ok'],
    ['admin', 'admin', 'viewer', 'ok'],
    ['admin', 'member', 'owner', 'owner_required'],
    ['admin', 'owner', 'member', 'owner_required'],
    ['owner', 'viewer', 'owner', 'ok'],
    ['owner', 'owner', 'viewer', 'ok'],
  ])('by %s, from %s to %s: %s', async (by, from, to, outcome) => {
    const { teamId, others } = await world.aTeam(by, from);
    const [actor, member] = twoOf(others);
    expect(await outcomesOf([changeRole(actor, member, to)])).toEqual({ [outcome]: 1 });
    expect(await world.teams.roleInTeam(member.userId, teamId)).toBe(outcome === 'ok' ? to : from);
  });

  test('the answer shows the member with the new role', async () => {
    const { owner, others } = await world.aTeam('viewer');
    const [viewer] = others;
    const { member } = await changeRole(owner, viewer, 'admin');
    expect(member).toMatchObject({ user_id: viewer?.userId, email: viewer?.email, role: 'admin' });
  });

  test('a member of another team is not found', async () => {
    const [mine, theirs] = [await world.aTeam(), await world.aTeam('member')];
    expect(await outcomesOf([changeRole(mine.owner, theirs.others[0], 'viewer')])).toEqual({ not_found: 1 });
    expect(await outcomesOf([remove(mine.owner, theirs.others[0]?.userId)])).toEqual({ not_found: 1 });
    expect(await world.teams.roleInTeam(theirs.others[0]?.userId ?? newId('user'), theirs.teamId)).toBe(
      'member',
    );
  });
});

describe('a membership ends', () => {
  test.each<[TeamRole, TeamRole, string]>([
    ['viewer', 'viewer', 'forbidden'],
    ['member', 'viewer', 'forbidden'],
    ['admin', 'viewer', 'ok'],
    ['admin', 'admin', 'ok'],
    ['admin', 'owner', 'owner_required'],
    ['owner', 'owner', 'ok'],
  ])('by %s, of %s: %s', async (by, of, outcome) => {
    const { teamId, others } = await world.aTeam(by, of);
    const [actor, member] = twoOf(others);
    expect(await outcomesOf([remove(actor, member.userId)])).toEqual({ [outcome]: 1 });
    expect(await world.teams.roleInTeam(member.userId, teamId)).toBe(outcome === 'ok' ? undefined : of);
  });

  test.each<TeamRole>(['viewer', 'member', 'admin', 'owner'])(
    'when somebody with the role of %s leaves',
    async (role) => {
      const { teamId, others } = await world.aTeam(role);
      const [leaver] = others;
      if (!leaver) throw new Error('The team has another member.');
      await remove(leaver, leaver.userId);
      expect(await world.teams.roleInTeam(leaver.userId, teamId)).toBeUndefined();
    },
  );
});

describe('a team keeps an owner', () => {
  test('the last one can neither leave nor step down', async () => {
    const { teamId, owner } = await world.aTeam('admin');
    expect(await outcomesOf([remove(owner, owner.userId), changeRole(owner, owner, 'admin')])).toEqual({
      last_owner: 2,
    });
    expect(await world.teams.roleInTeam(owner.userId, teamId)).toBe('owner');
  });

  test('of two who leave and demote each other twenty times at once, one stays', async () => {
    const { teamId, owner, others } = await world.aTeam('owner');
    const [second] = others;
    if (!second) throw new Error('The team has another owner.');
    const outcomes = await outcomesOf(
      Array.from({ length: 5 }, () => [
        remove(owner, owner.userId),
        remove(second, second.userId),
        changeRole(owner, second, 'viewer'),
        changeRole(second, owner, 'admin'),
      ]).flat(),
    );
    expect(outcomes.ok).toBeGreaterThanOrEqual(1);
    expect(await ownersOf(teamId)).toBe(1);
  });

  test('of two who only step down at once, exactly one succeeds', async () => {
    const { teamId, owner, others } = await world.aTeam('owner');
    const stepDowns = [owner, ...others].map((each) => changeRole(each, each, 'member'));
    expect(await outcomesOf(stepDowns)).toEqual({ ok: 1, last_owner: 1 });
    expect(await ownersOf(teamId)).toBe(1);
  });

  test('when statements that know nothing of the rule remove both owners at once', async () => {
    const { teamId, owner, others } = await world.aTeam('owner');
    const deletions = [owner, ...others].map(({ userId }) =>
      world.db.scoped({ teamId }, (tx) => tx.execute(`delete from memberships where user_id = '${userId}'`)),
    );
    const settled = await Promise.allSettled(deletions);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await ownersOf(teamId)).toBe(1);
  });

  test('when an account ends: the last owner’s cannot, another’s can', async () => {
    const { teamId, owner, others } = await world.aTeam('owner');
    const end = (userId: string | undefined) =>
      world.owner.query('delete from users where id = $1', [userId]);
    await end(others[0]?.userId);
    await expect(end(owner.userId)).rejects.toMatchObject({ constraint: 'memberships_last_owner' });
    expect(await ownersOf(teamId)).toBe(1);
  });
});

test('a change that was let in before a demotion or removal is refused after it', async () => {
  const { owner, others } = await world.aTeam('admin', 'admin');
  const [demoted, removed] = twoOf(others);
  await changeRole(owner, demoted, 'viewer');
  await remove(owner, removed.userId);
  const { origin, teams } = world;
  const email = 'friend@example.com';
  expect(
    await outcomesOf([
      teams.rename({ caller: demoted, origin, name: 'Mine' }),
      teams.invite({ caller: demoted, origin, email, role: 'admin' }),
      changeRole(demoted, demoted, 'admin'),
    ]),
  ).toEqual({ forbidden: 3 });
  expect(await outcomesOf([teams.invite({ caller: removed, origin, email, role: 'admin' })])).toEqual({
    not_found: 1,
  });
  expect(world.mailTo(email)).toBeUndefined();
});

test('all kinds of changes of one team at once end in success or a refusal, never a deadlock', async () => {
  const { owner, others } = await world.aTeam('owner', 'admin', 'member');
  const invited = await Promise.all(Array.from({ length: 4 }, () => world.anInvited(owner, 'admin')));
  const { origin, teams } = world;
  const outcomes = await outcomesOf([
    ...invited.map(({ person, token }) => teams.acceptInvitation({ caller: person, origin, token })),
    ...invited.map(({ id }) => teams.revokeInvitation({ caller: owner, origin, invitation_id: id })),
    ...others.map((each) => remove(each, each.userId)),
    ...others.map((each) => changeRole(owner, each, 'viewer')),
    teams.rename({ caller: owner, origin, name: 'Looms' }),
    teams.invite({ caller: owner, origin, email: 'x@example.com', role: 'member' }),
    teams.delete({ caller: owner, origin }),
  ]);
  expect(
    Object.keys(outcomes).filter(
      (code) => !['ok', 'not_found', 'invitation_invalid', 'forbidden'].includes(code),
    ),
  ).toEqual([]);
  expect(outcomes.ok).toBeGreaterThanOrEqual(1);
});

function changeRole(caller: TeamCaller, member: TeamCaller | undefined, role: TeamRole) {
  return world.teams.changeRole({
    caller,
    origin: world.origin,
    user_id: member?.userId ?? newId('user'),
    role,
  });
}

function remove(caller: TeamCaller, userId: Id<'user'> | undefined) {
  return world.teams.removeMember({ caller, origin: world.origin, user_id: userId ?? newId('user') });
}

function twoOf(members: TeamCaller[]): [TeamCaller, TeamCaller] {
  const [first, second] = members;
  if (!first || !second) throw new Error('The team has two other members.');
  return [first, second];
}

async function ownersOf(teamId: Id<'team'>): Promise<number> {
  const rows = await world.db.scoped({ teamId }, (tx) =>
    tx.execute("select from memberships where role = 'owner'"),
  );
  return rows.rowCount ?? 0;
}
