import { describe, expect, it } from 'vitest';
import { expectAnswer, expectNothing, expectProblem } from './expect-problem.ts';
import { sessionPage } from './shapes.ts';
import type { Scenarios } from './target.ts';

export const sessions: Scenarios = (target) => {
  describe('The devices of a person', () => {
    it('are listed, the newest first, and the one that asks is marked', async () => {
      const first = await target().register();
      const second = await target().login(first);
      const list = expectAnswer(await first.call('GET', '/api/auth/sessions'), 200, sessionPage);
      expect(list.items.map(({ id, is_current }) => [id, is_current])).toEqual([
        [second.signIn.session_id, false],
        [first.signIn.session_id, true],
      ]);
      expect(list.next_cursor).toBeNull();
    });

    it('are named by their browser and address', async () => {
      const person = await target().register();
      const { email, password } = person;
      const headers = { 'user-agent': 'Lynx/2.9' };
      await target().call('POST', '/api/auth/login', { body: { email, password }, headers });
      const { items } = sessionPage.parse((await person.call('GET', '/api/auth/sessions')).body);
      expect(items[0]).toMatchObject({
        user_agent: 'Lynx/2.9',
        address: expect.stringMatching(/^[\d.:a-f]+$/),
      });
    });

    it('are signed out one by one', async () => {
      const person = await target().register();
      const other = await target().login(person);
      expectNothing(await person.call('DELETE', `/api/auth/sessions/${other.signIn.session_id}`));
      expectProblem(await other.call('GET', '/api/auth/me'), 401, 'invalid_token');
      expect((await person.call('GET', '/api/auth/me')).status).toBe(200);
    });

    it('are nobody else’s: theirs are not there', async () => {
      const [person, stranger] = await Promise.all([target().register(), target().register()]);
      const path = `/api/auth/sessions/${person.signIn.session_id}`;
      expectProblem(await stranger.call('DELETE', path), 404, 'not_found');
      expect((await person.call('GET', '/api/auth/me')).status).toBe(200);
    });

    it('are not there once they are signed out', async () => {
      const person = await target().register();
      const other = await target().login(person);
      const path = `/api/auth/sessions/${other.signIn.session_id}`;
      await person.call('DELETE', path);
      expectProblem(await person.call('DELETE', path), 404, 'not_found');
    });

    it.each(['session_x', 'x', '%00', '..%2fme'])('are not called %s', async (id) => {
      const person = await target().register();
      expectProblem(await person.call('DELETE', `/api/auth/sessions/${id}`), 404, 'not_found');
    });
  });
};
