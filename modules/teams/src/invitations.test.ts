import type { TeamCaller, TeamRole, UserCaller } from '@quartet/platform/contract';
import { hashToken } from '@quartet/platform/crypto';
import type { Id } from '@quartet/platform/ids';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, type World } from './testing/create-world.ts';
import { outcomesOf } from './testing/outcomes.ts';

const DAY_SECONDS = 24 * 3600;

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

test('the mail has what the invited person needs; the database has the token’s hash alone', async () => {
  const { owner } = await world.aTeam();
  const { person, token, id } = await world.anInvited(owner, 'member');
  const expires_at = new Date(world.clock.now().getTime() + 7 * DAY_SECONDS * 1000).toISOString();
  expect(world.mailTo(person.email)).toEqual({
    template: 'team_invitation',
    recipient: person.email,
    values: { team_name: 'Engines', inviter_name: owner.fullName, role: 'member', token, expires_at },
  });
  const { rows } = await world.db.scoped({ teamId: owner.team.id }, (tx) =>
    tx.execute(sql`select * from invitations`),
  );
  expect(rows).toMatchObject([{ id, token_hash: hashToken(token) }]);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('whoever accepts is a member with the role that they were invited to', async () => {
  const { teamId, owner } = await world.aTeam();
  const { person, token } = await world.anInvited(owner, 'admin');
  const { team } = await world.teams.acceptInvitation({ caller: person, origin: world.origin, token });
  expect(team).toMatchObject({ id: teamId, name: 'Engines', role: 'admin' });
  expect(await world.teams.roleInTeam(person.userId, teamId)).toBe('admin');
  expect(await openInvitations(owner)).toEqual([]);
});

test('of twenty acceptances at once, one joins', async () => {
  const { owner } = await world.aTeam();
  const { person, token } = await world.anInvited(owner, 'member');
  const acceptances = Array.from({ length: 20 }, () => accept(person, token));
  expect(await outcomesOf(acceptances)).toEqual({ ok: 1, invitation_invalid: 19 });
  expect(await emailsOf(owner)).toEqual([owner.email, person.email]);
});

test('an invitation is for its address alone, and is not used up by another’s try', async () => {
  const { teamId, owner } = await world.aTeam();
  const { person, token } = await world.anInvited(owner, 'admin');
  const thief = await world.aPerson();
  expect(await outcomesOf([accept(thief, token)])).toEqual({ invitation_for_other_address: 1 });
  expect(await world.teams.roleInTeam(thief.userId, teamId)).toBeUndefined();
  expect(await outcomesOf([accept(person, token)])).toEqual({ ok: 1 });
});

describe('one answer for a token that', () => {
  test.each<
    [
      string,
      (given: { owner: TeamCaller; person: UserCaller; token: string; id: Id<'invitation'> }) => unknown,
    ]
  >([
    ['never was', ({ token }) => `${token}x`],
    ['was used', ({ person, token }) => accept(person, token)],
    [
      'was withdrawn',
      ({ owner, id }) =>
        world.teams.revokeInvitation({ caller: owner, origin: world.origin, invitation_id: id }),
    ],
    ['was replaced by a newer one', ({ owner, person }) => invite(owner, person.email, 'viewer')],
    ['has expired', () => world.clock.advance(7 * DAY_SECONDS)],
    ['leads to a deleted team', ({ owner }) => world.teams.delete({ caller: owner, origin: world.origin })],
  ])('%s', async (_what, ends) => {
    const { owner } = await world.aTeam();
    const invited = await world.anInvited(owner, 'member');
    const other = await ends({ owner, ...invited });
    const token = typeof other === 'string' ? other : invited.token;
    expect(await outcomesOf([accept(invited.person, token)])).toEqual({ invitation_invalid: 1 });
  });
});

test('an invitation can be accepted until the last second of its seven days', async () => {
  const { owner } = await world.aTeam();
  const { person, token } = await world.anInvited(owner, 'member');
  world.clock.advance(7 * DAY_SECONDS - 1);
  expect(await outcomesOf([accept(person, token)])).toEqual({ ok: 1 });
});

test('a new invitation for the same address replaces the open one', async () => {
  const { owner } = await world.aTeam();
  const { person, token } = await world.anInvited(owner, 'viewer');
  await invite(owner, person.email, 'admin');
  expect(await openInvitations(owner)).toMatchObject([{ email: person.email, role: 'admin' }]);
  const newToken = world.mailTo(person.email)?.values.token ?? '';
  expect(await outcomesOf([accept(person, token)])).toEqual({ invitation_invalid: 1 });
  expect(await outcomesOf([accept(person, newToken)])).toEqual({ ok: 1 });
});

test('of twenty invitations for one address at once, one is open', async () => {
  const { owner } = await world.aTeam();
  const { email } = await world.aPerson();
  expect(await outcomesOf(Array.from({ length: 20 }, () => invite(owner, email, 'member')))).toEqual({
    ok: 20,
  });
  expect(await openInvitations(owner)).toHaveLength(1);
});

test.each<[TeamRole, TeamRole, string]>([
  ['admin', 'viewer', 'ok'],
  ['admin', 'admin', 'ok'],
  ['admin', 'owner', 'role_above_own'],
  ['owner', 'owner', 'ok'],
])('an invitation by %s to the role of %s: %s', async (by, role, outcome) => {
  const { others } = await world.aTeam(by);
  const { email } = await world.aPerson();
  const [inviter] = others;
  if (!inviter) throw new Error('The team has another member.');
  expect(await outcomesOf([invite(inviter, email, role)])).toEqual({ [outcome]: 1 });
  expect(world.mailTo(email) !== undefined).toBe(outcome === 'ok');
});

test('nobody is invited who is a member', async () => {
  const { owner, others } = await world.aTeam('viewer');
  expect(await outcomesOf([invite(owner, others[0]?.email ?? '', 'admin')])).toEqual({ already_member: 1 });
});

test('whoever became a member in another way keeps their role when they accept', async () => {
  const { teamId, owner } = await world.aTeam();
  const { person, token } = await world.anInvited(owner, 'admin');
  await world.db.scoped({ teamId }, (tx) =>
    tx.execute(sql`insert into memberships values (${teamId}, ${person.userId}, 'viewer', now())`),
  );
  expect(await outcomesOf([accept(person, token)])).toEqual({ already_member: 1 });
  expect(await world.teams.roleInTeam(person.userId, teamId)).toBe('viewer');
});

describe('what somebody has invited others to ends', () => {
  test.each<[string, (owner: TeamCaller, inviter: TeamCaller) => Promise<unknown>]>([
    [
      'when they are removed',
      (caller, { userId }) => world.teams.removeMember({ caller, origin: world.origin, user_id: userId }),
    ],
    [
      'when they leave',
      (_owner, caller) => world.teams.removeMember({ caller, origin: world.origin, user_id: caller.userId }),
    ],
    [
      'when they are demoted to a role that invites nobody',
      (caller, { userId }) =>
        world.teams.changeRole({ caller, origin: world.origin, user_id: userId, role: 'member' }),
    ],
    [
      'with their account',
      (_owner, { userId }) => world.owner.query('delete from users where id = $1', [userId]),
    ],
  ])('%s', async (_when, end) => {
    const { owner, others } = await world.aTeam('admin');
    const [inviter] = others;
    if (!inviter) throw new Error('The team has another member.');
    const { person, token } = await world.anInvited(inviter, 'viewer');
    const byOwner = await world.anInvited(owner, 'viewer');
    await end(owner, inviter);
    expect(await openInvitations(owner)).toMatchObject([{ id: byOwner.id }]);
    expect(await outcomesOf([accept(person, token)])).toEqual({ invitation_invalid: 1 });
  });

  test('as far as it is above the role that they are left with', async () => {
    const { owner, others } = await world.aTeam('owner');
    const [inviter] = others;
    if (!inviter) throw new Error('The team has another owner.');
    const [toOwner, toAdmin] = [
      await world.anInvited(inviter, 'owner'),
      await world.anInvited(inviter, 'admin'),
    ];
    await world.teams.changeRole({
      caller: owner,
      origin: world.origin,
      user_id: inviter.userId,
      role: 'admin',
    });
    expect(await outcomesOf([accept(toOwner.person, toOwner.token)])).toEqual({ invitation_invalid: 1 });
    expect(await outcomesOf([accept(toAdmin.person, toAdmin.token)])).toEqual({ ok: 1 });
  });
});

test('an invitation of another team is not found, nor is one that was accepted', async () => {
  const [mine, theirs] = [await world.aTeam(), await world.aTeam()];
  const { person, token, id } = await world.anInvited(theirs.owner, 'member');
  const revoke = (caller: TeamCaller) =>
    world.teams.revokeInvitation({ caller, origin: world.origin, invitation_id: id });
  expect(await outcomesOf([revoke(mine.owner)])).toEqual({ not_found: 1 });
  await accept(person, token);
  expect(await outcomesOf([revoke(theirs.owner)])).toEqual({ not_found: 1 });
});

test('only what can still be accepted is listed, page by page', async () => {
  const { owner } = await world.aTeam();
  await world.anInvited(owner, 'member');
  world.clock.advance(7 * DAY_SECONDS);
  const ids: Id<'invitation'>[] = [];
  for (const role of ['viewer', 'member', 'admin'] as const)
    ids.push((await world.anInvited(owner, role)).id);
  const first = await world.teams.listInvitations({ caller: owner, limit: 2 });
  const second = await world.teams.listInvitations({
    caller: owner,
    limit: 2,
    cursor: first.next_cursor ?? '',
  });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
  expect(second.next_cursor).toBeNull();
  expect(Object.keys(first.items[0] ?? {})).not.toContain('token_hash');
});

function accept(caller: UserCaller, token: string) {
  return world.teams.acceptInvitation({ caller, origin: world.origin, token });
}

function invite(caller: TeamCaller, email: string, role: TeamRole) {
  return world.teams.invite({ caller, origin: world.origin, email, role });
}

async function openInvitations(caller: TeamCaller) {
  return (await world.teams.listInvitations({ caller, limit: 200 })).items;
}

async function emailsOf(caller: TeamCaller) {
  return (await world.teams.listMembers({ caller, limit: 200 })).items.map(({ email }) => email);
}
