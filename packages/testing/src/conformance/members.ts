import { describe, expect, it } from 'vitest';
import { teamWith } from '../service/index.ts';
import { expectAnswer, expectNothing, expectProblem } from './expect-problem.ts';
import { memberAnswer, memberPage } from './shapes.ts';
import type { Scenarios } from './target.ts';

export const members: Scenarios = (target) => {
  describe('The members of a team', () => {
    it('see each other, whatever their role', async () => {
      const {
        teamId,
        owner,
        of: { viewer },
      } = await teamWith(target(), 'viewer');
      const list = await viewer.call('GET', `/api/teams/${teamId}/members`);
      const { items } = expectAnswer(list, 200, memberPage);
      expect(new Map(items.map(({ user_id, role }) => [user_id, role]))).toEqual(
        new Map([
          [owner.id, 'owner'],
          [viewer.id, 'viewer'],
        ]),
      );
    });

    it('get another role from an admin, and it bites on the next request', async () => {
      const {
        teamId,
        of: { admin, member },
      } = await teamWith(target(), 'admin', 'member');
      const path = `/api/teams/${teamId}/members/${member.id}`;
      const raised = await admin.call('PATCH', path, { body: { role: 'admin' } });
      expect(expectAnswer(raised, 200, memberAnswer).member).toMatchObject({ role: 'admin' });
      const rename = () => member.call('PATCH', `/api/teams/${teamId}`, { body: { name: 'Fleet' } });
      expect((await rename()).status).toBe(200);
      await admin.call('PATCH', path, { body: { role: 'viewer' } });
      expectProblem(await rename(), 403, 'forbidden');
    });

    it('become and cease to be owners by an owner alone', async () => {
      const {
        teamId,
        owner,
        of: { admin, member },
      } = await teamWith(target(), 'admin', 'member');
      const path = (id: string) => `/api/teams/${teamId}/members/${id}`;
      const promote = await admin.call('PATCH', path(member.id), { body: { role: 'owner' } });
      expectProblem(promote, 403, 'owner_required');
      const demote = await admin.call('PATCH', path(owner.id), { body: { role: 'viewer' } });
      expectProblem(demote, 403, 'owner_required');
      expectProblem(await admin.call('DELETE', path(owner.id)), 403, 'owner_required');
      expect((await owner.call('PATCH', path(member.id), { body: { role: 'owner' } })).status).toBe(200);
    });

    it('keep one owner at the least', async () => {
      const { teamId, owner } = await teamWith(target());
      const path = `/api/teams/${teamId}/members/${owner.id}`;
      expectProblem(await owner.call('PATCH', path, { body: { role: 'admin' } }), 409, 'last_owner');
      expectProblem(await owner.call('DELETE', path), 409, 'last_owner');
    });

    it('leave by themselves, and the team is not there for them any more', async () => {
      const {
        teamId,
        of: { viewer },
      } = await teamWith(target(), 'viewer');
      expectNothing(await viewer.browse('DELETE', `/api/teams/${teamId}/members/${viewer.id}`));
      expectProblem(await viewer.call('GET', `/api/teams/${teamId}`), 404, 'not_found');
    });

    it('are removed by an admin, not by each other', async () => {
      const {
        teamId,
        of: { admin, member, viewer },
      } = await teamWith(target(), 'admin', 'member', 'viewer');
      const path = `/api/teams/${teamId}/members/${viewer.id}`;
      expectProblem(await member.call('DELETE', path), 403, 'forbidden');
      expectNothing(await admin.call('DELETE', path));
      expectProblem(await admin.call('DELETE', path), 404, 'not_found');
    });

    it('are people of this team', async () => {
      const { teamId, owner } = await teamWith(target());
      const stranger = await target().register();
      const path = `/api/teams/${teamId}/members/${stranger.id}`;
      expectProblem(await owner.call('PATCH', path, { body: { role: 'admin' } }), 404, 'not_found');
      expectProblem(await stranger.call('GET', `/api/teams/${teamId}/members`), 404, 'not_found');
    });

    it.each([['king'], [null], [''], [['owner']]])('have no role %j', async (role) => {
      const { teamId, owner } = await teamWith(target());
      const path = `/api/teams/${teamId}/members/${owner.id}`;
      const answer = await owner.call('PATCH', path, { body: { role } });
      expect(expectProblem(answer, 422, 'invalid_request')).toEqual(['body.role']);
    });
  });
};
