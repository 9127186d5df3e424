import { describe, expect, it } from 'vitest';
import { expectProblem } from './expect-problem.ts';
import type { Scenarios } from './target.ts';

/** What holds whatever providers are configured; signing in by one needs a provider, and has tests of its own. */
export const providerSignIn: Scenarios = (target) => {
  const begin = (provider: string, query = '') => target().call('GET', `/api/auth/oauth/${provider}${query}`);

  describe('Signing in by a provider', () => {
    it('is refused where there is no such provider', async () => {
      expectProblem(await begin('nobody'), 404, 'unknown_provider');
      const callback = await target().call('GET', '/api/auth/oauth/nobody/callback?state=x&code=y');
      expectProblem(callback, 404, 'unknown_provider');
      expect(callback.cookies).toEqual([]);
    });

    it('never ends on another site', async () => {
      for (const path of ['//evil.example', '/\\evil.example', 'https://evil.example', '/%09/evil.example']) {
        const answer = await begin('nobody', `?return_to=${path}`);
        expect(expectProblem(answer, 422, 'invalid_request')).toEqual(['query.return_to']);
      }
    });

    it('does not end without the state that it began with', async () => {
      const answer = await target().call('GET', '/api/auth/oauth/nobody/callback?code=y');
      expect(expectProblem(answer, 422, 'invalid_request')).toEqual(['query.state']);
    });
  });
};
