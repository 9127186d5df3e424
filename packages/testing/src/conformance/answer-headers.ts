import { describe, expect, it } from 'vitest';
import { type Answer, newEmail } from '../service/index.ts';
import { expectProblem } from './expect-problem.ts';
import type { Scenarios } from './target.ts';

export const answerHeaders: Scenarios = (target) => {
  const requestIdFor = async (id: string) => {
    const answer = await target().call('GET', '/api/auth/me', { headers: { 'x-request-id': id } });
    expectProblem(answer, 401, 'unauthenticated');
    return answer.headers['x-request-id'];
  };

  describe('Every answer', () => {
    it('has a request id: the caller’s own when it can harm no log, else a new one', async () => {
      expect(await requestIdFor('mobile-42.a_b')).toBe('mobile-42.a_b');
      for (const id of ['short', 'x'.repeat(65), 'a b c d e f', '"><script>'])
        expect(await requestIdFor(id)).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('is kept by no cache, be it a success or a refusal', async () => {
      const person = await target().register();
      const answers = [
        await person.call('GET', '/api/auth/me'),
        await target().call('GET', '/api/auth/me'),
        await target().call('GET', '/api/nothing-here'),
      ];
      for (const { headers } of answers) expect(headers['cache-control']).toBe('no-store');
    });

    it('tells what is left of the limit', async () => {
      const person = await target().register();
      const [one, two] = [await person.call('GET', '/api/auth/me'), await person.call('GET', '/api/auth/me')];
      const [first, second] = [limitOf(one), limitOf(two)];
      expect(second.limit).toBe(first.limit);
      expect(second.remaining).toBe(first.remaining - 1);
      expect(first.remaining).toBeLessThan(first.limit);
      expect(first.reset).toBeGreaterThan(0);
    });

    it('tells so also when it refuses', async () => {
      const body = { email: newEmail(), password: 'not the password' };
      const answer = await target().call('POST', '/api/auth/login', { body });
      expectProblem(answer, 401, 'invalid_credentials');
      expect(limitOf(answer).limit).toBeGreaterThan(0);
    });

    it('may do nothing in a browser', async () => {
      const { headers } = await target().call('GET', '/api/auth/me');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
    });

    it('is a problem for a path that is not there, and for a method that a path does not take', async () => {
      expectProblem(await target().call('GET', '/api/nothing-here'), 404, 'not_found');
      expectProblem(await target().call('DELETE', '/api/auth/me'), 404, 'not_found');
    });
  });
};

function limitOf({ headers }: Answer) {
  const read = (name: string) => {
    const value = headers[`ratelimit-${name}`];
    expect(value, `RateLimit-${name}`).toMatch(/^\d+$/);
    return Number(value);
  };
  return { limit: read('limit'), remaining: read('remaining'), reset: read('reset') };
}
