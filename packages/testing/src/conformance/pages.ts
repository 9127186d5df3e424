import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTeam, newEmail, type Person, teamWith } from '../service/index.ts';
import { expectProblem } from './expect-problem.ts';
import type { ConformanceTarget, Scenarios } from './target.ts';

const page = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  next_cursor: z.string().nullable(),
});

interface List {
  reader: Person;
  path: string;
  /** What names an item. */
  key: 'id' | 'user_id';
}

/** Lists of five items each. */
const LISTS: Record<string, (target: ConformanceTarget) => Promise<List>> = {
  teams: async (target) => {
    const reader = await target.register();
    for (let team = 0; team < 5; team += 1) await createTeam(reader);
    return { reader, path: '/api/teams', key: 'id' };
  },
  sessions: async (target) => {
    const reader = await target.register();
    for (let device = 1; device < 5; device += 1) await target.login(reader);
    return { reader, path: '/api/auth/sessions', key: 'id' };
  },
  members: async (target) => {
    const { teamId, owner } = await teamWith(target, 'admin', 'member', 'viewer');
    const body = { email: newEmail(), role: 'viewer' };
    await owner.call('POST', `/api/teams/${teamId}/invitations`, { body });
    return { reader: owner, path: `/api/teams/${teamId}/members`, key: 'user_id' };
  },
  invitations: async (target) => {
    const { teamId, owner } = await teamWith(target);
    const path = `/api/teams/${teamId}/invitations`;
    for (let guest = 0; guest < 5; guest += 1)
      await owner.call('POST', path, { body: { email: newEmail(), role: 'viewer' } });
    return { reader: owner, path, key: 'id' };
  },
};

export const pages: Scenarios = (target) => {
  describe.each(Object.entries(LISTS))('The list of %s', (_name, arrange) => {
    it('is read page by page, each item once, in the order of the whole', async () => {
      const { reader, path, key } = await arrange(target());
      const whole = page.parse((await reader.call('GET', path)).body);
      expect(whole.next_cursor).toBeNull();
      const read: unknown[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const next = page.parse((await reader.call('GET', `${path}?limit=2${query}`)).body);
        expect(next.items.length).toBeLessThanOrEqual(2);
        read.push(...next.items.map((item) => item[key]));
        cursor = next.next_cursor;
      }
      expect(read).toEqual(whole.items.map((item) => item[key]));
      expect(read.length).toBeGreaterThanOrEqual(4);
    });

    it('takes a limit of 1 to 200 and its own cursors', async () => {
      const { reader, path } = await arrange(target());
      expect((await reader.call('GET', `${path}?limit=200`)).status).toBe(200);
      for (const query of ['limit=0', 'limit=201', 'limit=-1', 'limit=1.5', 'limit=ten', 'limit=1&limit=2'])
        expect(expectProblem(await reader.call('GET', `${path}?${query}`), 422, 'invalid_request')).toEqual([
          'query.limit',
        ]);
      for (const cursor of ['x', 'bnVsbA', '%00', 'W10', 'x'.repeat(501)]) {
        const answer = await reader.call('GET', `${path}?cursor=${cursor}`);
        expect(expectProblem(answer, 422, 'invalid_request')).toEqual(['query.cursor']);
      }
      expectProblem(await reader.call('GET', `${path}?offset=1`), 422, 'invalid_request');
    });
  });
};
