import { describe, expect, it } from 'vitest';
import { expectProblem } from './expect-problem.ts';
import type { Scenarios } from './target.ts';

export const crossSite: Scenarios = (target) => {
  const createTeam = (headers: Record<string, string>) =>
    target().call('POST', '/api/teams', { body: { name: 'Crew' }, headers });

  describe('A request that changes something by a cookie', () => {
    it.each<[string, Record<string, string>]>([
      ['of another site', { origin: 'https://evil.example' }],
      ['without a site', { origin: 'null' }],
      ['that the browser calls foreign', { 'sec-fetch-site': 'cross-site' }],
      ['of a neighbour', { 'sec-fetch-site': 'same-site' }],
    ])('is refused from a page %s', async (_page, headers) => {
      const { cookie } = await target().register();
      expectProblem(await createTeam({ cookie, ...headers }), 403, 'cross_origin');
    });

    it('is refused when it does not say where it comes from', async () => {
      const { cookie } = await target().register();
      expectProblem(await createTeam({ cookie }), 403, 'cross_origin');
    });

    it('is done for the service’s own pages', async () => {
      const { cookie } = await target().register();
      for (const headers of [{ origin: target().origin }, { 'sec-fetch-site': 'same-origin' }])
        expect((await createTeam({ cookie, ...headers })).status).toBe(201);
    });

    it('needs no such thing by bearer token instead, which no browser adds by itself', async () => {
      const person = await target().register();
      expect((await createTeam(person.headers('bearer'))).status).toBe(201);
    });
  });
};
