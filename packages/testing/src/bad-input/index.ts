import type { Server } from '@quartet/http-fastify';
import { isUnsafe, type Route } from '@quartet/platform/contract';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  bodyFields,
  complaintAbout,
  exampleBody,
  examplePath,
  hostileRequests,
  type PathParams,
} from '../routes/index.ts';
import { type Answer, type Api, createTeam, type RawRequest, type RunningService } from '../service/index.ts';

/** Of each generated property; a failure prints the seed and the path to it. */
const RUNS = 25;

/** Feeds every route of a running service with what no client of good will sends; each route becomes tests. */
export function describeBadInput(api: RunningService<Server>): void {
  const routes = api.app.boundRoutes;
  afterAll(() => api.stop());

  afterEach(async () => {
    const person = await api.register();
    expect((await person.browse('GET', '/api/auth/me')).status).toBe(200);
    expect(await createTeam(person)).toContain('team_');
  });

  describe.each(routes)('$method $path, fed with what no client of good will sends,', (route) => {
    it('answers nobody what its contract says', async () => {
      expect(await complaintsOf(api, route, () => nobody)).toEqual([]);
    });

    it('answers the owner of a team what its contract says', async () => {
      expect(await complaintsOf(api, route, () => aTeamOwner(api))).toEqual([]);
    });
  });

  describe.each(routes.filter(({ body }) => body !== undefined))(
    '$method $path, fed with generated bodies,',
    (route) => {
      it('answers the owner of a team what its contract says', async () => {
        const callers = reused(api, route, () => aTeamOwner(api));
        await fc.assert(
          fc.asyncProperty(generatedBodies(route), async (body) => {
            const request = (params: PathParams) => ({
              method: route.method,
              path: examplePath(route, params),
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify(body),
            });
            expect(complaintAbout(route, await callers.send(request))).toBeUndefined();
          }),
          { numRuns: RUNS },
        );
      });
    },
  );
}

/** Anything that JSON can say, more often than not in the place of a field. */
function generatedBodies(route: Route): fc.Arbitrary<unknown> {
  const values = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.string({ unit: 'binary' }));
  const fields = Object.fromEntries(bodyFields(route).map((name) => [name, values]));
  const replaced = fc
    .record(fields, { requiredKeys: [] })
    .map((some) => ({ ...exampleBody(route), ...some }));
  return fc.oneof(values, replaced, replaced);
}

async function complaintsOf(api: Api, route: Route, newCaller: NewCaller): Promise<string[]> {
  const callers = reused(api, route, newCaller);
  const complaints: string[] = [];
  for (const { fault, request } of hostileRequests(route)) {
    const complaint = await callers.send(request).then(
      (answer) => complaintAbout(route, answer),
      (error: Error) => `no answer: ${error.message}`,
    );
    if (complaint !== undefined) complaints.push(`${fault}: ${complaint}`);
  }
  return complaints;
}

interface Caller {
  headers: Record<string, string>;
  /** What this caller may name in a path. */
  params: PathParams;
  /** Whether their session and team are still there. */
  isComplete(): Promise<boolean>;
}

type NewCaller = () => Caller | Promise<Caller>;

const nobody: Caller = { headers: {}, params: {}, isComplete: () => Promise.resolve(true) };

async function aTeamOwner(api: Api): Promise<Caller> {
  const person = await api.register();
  const team = await createTeam(person);
  return {
    headers: person.headers('bearer'),
    params: { team },
    isComplete: async () => (await person.call('GET', `/api/teams/${team}`)).status === 200,
  };
}

/** One caller for many requests, and a new one whenever a request that succeeded has ended their session or team. */
function reused(api: Api, route: Route, newCaller: NewCaller) {
  let caller: Caller | undefined;
  return {
    async send(requestWith: (params: PathParams) => RawRequest): Promise<Answer> {
      caller ??= await newCaller();
      const request = requestWith(paramsOf(route, caller));
      const answer = await api.send({ ...request, headers: { ...caller.headers, ...request.headers } });
      if (isUnsafe(route.method) && answer.status < 300 && !(await caller.isComplete())) caller = undefined;
      return answer;
    },
  };
}

function paramsOf({ access }: Route, { params }: Caller): PathParams {
  const isOfTeam = typeof access === 'object' && 'team' in access;
  return isOfTeam && params.team !== undefined ? { [access.param]: params.team } : {};
}
