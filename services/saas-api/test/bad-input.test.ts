import { isUnsafe, type Route } from '@quartet/platform/contract';
import {
  bodyFields,
  complaintAbout,
  exampleBody,
  examplePath,
  hostileRequests,
  type PathParams,
} from '@quartet/testing/routes';
import { type Answer, createTeam, type RawRequest } from '@quartet/testing/service';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startApi } from './start-api.ts';

/** Of each generated property; a failure prints the seed and the path to it. */
const RUNS = 25;

// The routes are known once the service has been built, and each becomes a test.
const api = await startApi();
const routes = api.app.boundRoutes;
afterAll(() => api.stop());

afterEach(async () => {
  const person = await api.register();
  expect((await person.browse('GET', '/api/auth/me')).status).toBe(200);
  expect(await createTeam(person)).toContain('team_');
});

describe.each(routes)('$method $path, fed with what no client of good will sends,', (route) => {
  it('answers nobody what its contract says', async () => {
    expect(await complaintsOf(route, () => nobody)).toEqual([]);
  });

  it('answers the owner of a team what its contract says', async () => {
    expect(await complaintsOf(route, aTeamOwner)).toEqual([]);
  });
});

describe.each(routes.filter(({ body }) => body !== undefined))(
  '$method $path, fed with generated bodies,',
  (route) => {
    it('answers the owner of a team what its contract says', async () => {
      const callers = reused(route, aTeamOwner);
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

/** Anything that JSON can say, more often than not in the place of a field. */
function generatedBodies(route: Route): fc.Arbitrary<unknown> {
  const values = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.string({ unit: 'binary' }));
  const fields = Object.fromEntries(bodyFields(route).map((name) => [name, values]));
  const replaced = fc
    .record(fields, { requiredKeys: [] })
    .map((some) => ({ ...exampleBody(route), ...some }));
  return fc.oneof(values, replaced, replaced);
}

async function complaintsOf(route: Route, newCaller: () => Caller | Promise<Caller>): Promise<string[]> {
  const callers = reused(route, newCaller);
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

const nobody: Caller = { headers: {}, params: {}, isComplete: () => Promise.resolve(true) };

async function aTeamOwner(): Promise<Caller> {
  const person = await api.register();
  const team = await createTeam(person);
  return {
    headers: person.headers('bearer'),
    params: { team },
    isComplete: async () => (await person.call('GET', `/api/teams/${team}`)).status === 200,
  };
}

/** One caller for many requests, and a new one whenever a request that succeeded has ended their session or team. */
function reused(route: Route, newCaller: () => Caller | Promise<Caller>) {
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
