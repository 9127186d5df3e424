import { describe, expect, it } from 'vitest';
import { createTeam, teamWith } from '../service/index.ts';
import { expectAnswer, expectNothing, expectProblem } from './expect-problem.ts';
import { teamAnswer, teamPage } from './shapes.ts';
import type { Scenarios } from './target.ts';

export const teams: Scenarios = (target) => {
  describe('A team', () => {
    it('has its creator as the owner', async () => {
      const person = await target().register();
      const answer = await person.call('POST', '/api/teams', { body: { name: ' Crew ' } });
      const { team } = expectAnswer(answer, 201, teamAnswer);
      expect(team).toMatchObject({ name: 'Crew', role: 'owner' });
      const read = await person.browse('GET', `/api/teams/${team.id}`);
      expect(expectAnswer(read, 200, teamAnswer).team).toEqual(team);
      const list = await person.call('GET', '/api/teams');
      expect(expectAnswer(list, 200, teamPage)).toEqual({ items: [team], next_cursor: null });
    });

    it('is renamed by an admin', async () => {
      const {
        teamId,
        of: { admin },
      } = await teamWith(target(), 'admin');
      const answer = await admin.browse('PATCH', `/api/teams/${teamId}`, { body: { name: 'Fleet' } });
      expect(expectAnswer(answer, 200, teamAnswer).team).toMatchObject({ name: 'Fleet', role: 'admin' });
    });

    it('is renamed by nobody of a lower role, and deleted by nobody but an owner', async () => {
      const {
        teamId,
        of: { admin, member, viewer },
      } = await teamWith(target(), 'admin', 'member', 'viewer');
      const path = `/api/teams/${teamId}`;
      for (const person of [member, viewer])
        expectProblem(await person.call('PATCH', path, { body: { name: 'Fleet' } }), 403, 'forbidden');
      for (const person of [admin, member, viewer])
        expectProblem(await person.call('DELETE', path), 403, 'forbidden');
    });

    it('is not there for strangers', async () => {
      const [owner, stranger] = await Promise.all([target().register(), target().register()]);
      const path = `/api/teams/${await createTeam(owner)}`;
      expectProblem(await stranger.call('GET', path), 404, 'not_found');
      expectProblem(await stranger.call('PATCH', path, { body: { name: 'Mine' } }), 404, 'not_found');
      expectProblem(await stranger.call('DELETE', path), 404, 'not_found');
      expectProblem(await target().call('GET', path), 401, 'unauthenticated');
    });

    it('is gone once its owner has deleted it', async () => {
      const owner = await target().register();
      const path = `/api/teams/${await createTeam(owner)}`;
      expectNothing(await owner.call('DELETE', path));
      expectProblem(await owner.call('GET', path), 404, 'not_found');
    });

    it.each<[string, unknown]>([
      ['body.name', { name: '' }],
      ['body.name', { name: '  ' }],
      ['body.name', { name: 'x'.repeat(101) }],
      ['body.name', { name: 'a\u0007b' }],
      ['body.name', {}],
      ['body', { name: 'Crew', role: 'owner' }],
      ['body', { name: 'Crew', id: 'team_01k00000000000000000000000' }],
    ])('is refused where %s is not right (%j)', async (path, body) => {
      const person = await target().register();
      const answer = await person.call('POST', '/api/teams', { body });
      expect(expectProblem(answer, 422, 'invalid_request')).toEqual([path]);
    });

    it.each(['team_x', 'x', 'user_01k00000000000000000000000', '%00'])('is not called %s', async (id) => {
      const person = await target().register();
      expectProblem(await person.call('GET', `/api/teams/${id}`), 404, 'not_found');
    });
  });
};
