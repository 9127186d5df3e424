import type { Server } from '@quartet/http-fastify';
import { type Access, isUnsafe, type Route, type TeamRole } from '@quartet/platform/contract';
import { examplePath } from '../routes/index.ts';
import { type Answer, type Api, type Credential, codeOf, credentials } from '../service/index.ts';

/** Somebody who may or may not be let in. */
export interface Caller {
  name: string;
  headers: Record<Credential, Record<string, string>>;
  /** Whether they come without credentials, with some that are good, or with some that are good for nothing. */
  standing: 'none' | 'live' | 'dead';
  /** In the team that the requests are about. */
  role?: TeamRole;
}

const STOP = { 'x-stop-before-handler': 'yes' };
/** No route answers it. */
const STOPPED = 299;

/** Makes requests of the walk end once they are let in, so that a walk over all routes changes nothing. */
export function stopBeforeHandlers(app: Server): void {
  app.addHook('preHandler', async (request, reply) => {
    if (request.headers['x-stop-before-handler'] !== undefined) return reply.status(STOPPED).send();
  });
}

/** Walks a route as every caller by every credential, and answers where it is not as the table says. */
export async function wrongAdmissions(
  api: Pick<Api, 'send'>,
  route: Route,
  callers: readonly Caller[],
  teamId: string,
): Promise<string[]> {
  const params =
    typeof route.access === 'object' && 'team' in route.access ? { [route.access.param]: teamId } : {};
  const attempts = callers.flatMap((caller) =>
    credentials.flatMap((by) => attemptsOf(route, caller, by).map((attempt) => ({ ...attempt, caller, by }))),
  );
  const wrong = attempts.map(async ({ from, headers, expected, caller, by }) => {
    const path = examplePath(route, params);
    const outcome = outcomeOf(
      await api.send({ method: route.method, path, headers: { ...headers, ...STOP } }),
    );
    if (outcome === expected) return [];
    return `${route.method} ${route.path} as ${caller.name} by ${by}${from}: ${outcome} instead of ${expected}`;
  });
  return (await Promise.all(wrong)).flat();
}

interface Attempt {
  from: string;
  headers: Record<string, string>;
  expected: string;
}

function attemptsOf(route: Route, caller: Caller, by: Credential): Attempt[] {
  const headers = caller.headers[by];
  const expected = admissionOf(route.access, caller, by);
  const home: Attempt = { from: '', headers, expected };
  if (!isUnsafe(route.method) || by === 'bearer') return [home];
  const { origin: _home, ...fromNowhere } = headers;
  const isRefused = expected === LET_IN;
  return [
    home,
    {
      from: ' from a page of another site',
      headers: { ...headers, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      expected: isRefused ? '403 cross_origin' : expected,
    },
    {
      from: ' from a page that hides where it is',
      headers: fromNowhere,
      expected: isRefused && route.access !== 'public' ? '403 cross_origin' : expected,
    },
  ];
}

const LET_IN = 'let in';
const POWER: readonly TeamRole[] = ['viewer', 'member', 'admin', 'owner'];

/** The one table: what each access means for each caller. */
function admissionOf(access: Access, { standing, role }: Caller, by: Credential): string {
  if (access === 'public') return LET_IN;
  if (standing === 'none') return '401 unauthenticated';
  if (standing === 'dead') return by === 'bearer' ? '401 invalid_token' : '401 unauthenticated';
  if (access === 'user' || access === 'session') return LET_IN;
  if (access === 'operator' || 'administrator' in access) return '401 unauthenticated';
  if (role === undefined) return '404 not_found';
  return POWER.indexOf(role) >= POWER.indexOf(access.team) ? LET_IN : '403 forbidden';
}

function outcomeOf(answer: Answer): string {
  return answer.status === STOPPED ? LET_IN : `${answer.status} ${codeOf(answer)}`;
}
