import { newId } from '@quartet/platform/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from './testing/create-world.ts';
import { outcomesOf } from './testing/outcomes.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

test('every change of a team leaves one entry with who, what, before and after', async () => {
  const { teams, origin } = world;
  const { teamId, owner, others } = await world.aTeam('member');
  const member = others[0]?.userId ?? newId('user');
  await teams.rename({ caller: owner, origin, name: 'Looms' });
  await teams.changeRole({ caller: owner, origin, user_id: member, role: 'admin' });
  const { id, person } = await world.anInvited(owner, 'viewer');
  await teams.revokeInvitation({ caller: owner, origin, invitation_id: id });
  await teams.removeMember({ caller: owner, origin, user_id: member });
  await teams.delete({ caller: owner, origin });

  const by = owner.userId;
  const [joined] = (await entriesOf(teamId)).filter(({ action }) => action === 'teams.invitation_accepted');
  const firstInvitation = joined?.after.invitation_id;
  expect(await entriesOf(teamId)).toEqual([
    { action: 'teams.created', actor_id: by, before: null, after: { name: 'Engines' } },
    {
      action: 'teams.invitation_created',
      actor_id: by,
      before: null,
      after: { invitation_id: firstInvitation, email: others[0]?.email, role: 'member', replaces: null },
    },
    {
      action: 'teams.invitation_accepted',
      actor_id: member,
      before: null,
      after: { invitation_id: firstInvitation, user_id: member, role: 'member' },
    },
    { action: 'teams.renamed', actor_id: by, before: { name: 'Engines' }, after: { name: 'Looms' } },
    {
      action: 'teams.member_role_changed',
      actor_id: by,
      before: { user_id: member, role: 'member' },
      after: { user_id: member, role: 'admin' },
    },
    {
      action: 'teams.invitation_created',
      actor_id: by,
      before: null,
      after: { invitation_id: id, email: person.email, role: 'viewer', replaces: null },
    },
    {
      action: 'teams.invitation_revoked',
      actor_id: by,
      before: { invitation_id: id, email: person.email, role: 'viewer' },
      after: null,
    },
    { action: 'teams.member_removed', actor_id: by, before: { user_id: member, role: 'admin' }, after: null },
    { action: 'teams.deleted', actor_id: by, before: { name: 'Looms' }, after: null },
  ]);
  expect(await world.audit.verify(world.db.orm)).toMatchObject({ ok: true });
});

test('a refused change leaves no entry, and none that changes nothing', async () => {
  const { teams, origin } = world;
  const { teamId, owner } = await world.aTeam();
  const { token } = await world.anInvited(owner, 'viewer');
  const before = await entriesOf(teamId);
  const stranger = await world.aPerson();
  await outcomesOf([
    teams.removeMember({ caller: owner, origin, user_id: owner.userId }),
    teams.changeRole({ caller: owner, origin, user_id: owner.userId, role: 'admin' }),
    teams.changeRole({ caller: owner, origin, user_id: owner.userId, role: 'owner' }),
    teams.invite({ caller: owner, origin, email: owner.email, role: 'viewer' }),
    teams.revokeInvitation({ caller: owner, origin, invitation_id: newId('invitation') }),
    teams.acceptInvitation({ caller: stranger, origin, token }),
  ]);
  expect(await entriesOf(teamId)).toEqual(before);
});

async function entriesOf(teamId: string) {
  const { rows } = await world.owner.query(
    `select action, actor_id, before, after from audit_log
     where target_kind = 'team' and target_id = $1 and request_id = 'request-1' order by position`,
    [teamId],
  );
  return rows;
}
