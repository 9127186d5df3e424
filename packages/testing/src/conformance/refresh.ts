import { describe, expect, it } from 'vitest';
import { codeOf, tokensShape } from '../service/index.ts';
import { expectAnswer, expectProblem } from './expect-problem.ts';
import type { Scenarios } from './target.ts';

export const refresh: Scenarios = (target) => {
  const renew = (refresh_token: unknown) =>
    target().call('POST', '/api/auth/refresh', { body: { refresh_token } });

  describe('Refreshing', () => {
    it('exchanges the token for a new pair of the same session', async () => {
      const person = await target().register();
      const before = person.signIn;
      const after = expectAnswer(await renew(before.refresh_token), 200, tokensShape);
      expect(after.session_id).toBe(before.session_id);
      expect(after.refresh_token).not.toBe(before.refresh_token);
      const authorization = `Bearer ${after.access_token}`;
      expect((await target().call('GET', '/api/auth/me', { headers: { authorization } })).status).toBe(200);
    });

    it('gives a retry the same successor, since the first answer may have been lost', async () => {
      const { refresh_token } = (await target().register()).signIn;
      const first = expectAnswer(await renew(refresh_token), 200, tokensShape);
      const again = expectAnswer(await renew(refresh_token), 200, tokensShape);
      expect(again.refresh_token).toBe(first.refresh_token);
    });

    it('ends with the session', async () => {
      const person = await target().register();
      await person.call('POST', '/api/auth/logout');
      const answer = await renew(person.signIn.refresh_token);
      expectProblem(answer, 401, 'invalid_refresh_token');
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    });

    it('is refused to the banned', async () => {
      const person = await target().register();
      await target().ban(person.id);
      expectProblem(await renew(person.signIn.refresh_token), 401, 'invalid_refresh_token');
    });

    it('refuses a token that was made up, and leaves the cookie alone', async () => {
      const answer = await renew('A'.repeat(43));
      expectProblem(answer, 401, 'invalid_refresh_token');
      expect(answer.cookies).toEqual([]);
    });

    it('does not take an access token for a refresh token', async () => {
      const { access_token } = (await target().register()).signIn;
      expect(['invalid_refresh_token', 'invalid_request']).toContain(codeOf(await renew(access_token)));
    });

    it.each([[''], [null], [{ $ne: '' }], ['x'.repeat(201)]])('refuses %j as input', async (token) => {
      expect(expectProblem(await renew(token), 422, 'invalid_request')).toEqual(['body.refresh_token']);
    });
  });
};
