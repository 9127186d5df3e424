import { type Account, PASSWORD, register, registerAtBetterAuth } from './people.ts';
import { alternate, requests } from './rates.ts';
import type { Result } from './result.ts';
import type { Stage } from './stage.ts';

const CONNECTIONS = 32;
const ROUNDS = { warmUpSeconds: 2, rounds: 5, secondsEach: 2 };

/**
 * `GET /auth/me` by cookie and by bearer, against a bare route and against better-auth's get-session; and that of
 * saas-nest, by the same session, against that of saas-api.
 */
export async function measureSignedIn({
  saasApi,
  saasNest,
  betterAuth,
  bareRoute,
}: Stage): Promise<Result[]> {
  const account = { email: 'signed-in@example.com', password: PASSWORD };
  const { cookie, authorization, sessionId } = await register(saasApi.url, account);
  const betterAuthCookie = await registerAtBetterAuth(betterAuth.url, account);
  const me = `${saasApi.url}/api/auth/me`;
  const meInNest = `${saasNest.url}/api/auth/me`;
  const asked = {
    bareRoute: { url: `${bareRoute.url}/me/${sessionId}`, headers: {} },
    cookie: { url: me, headers: { cookie } },
    bearer: { url: me, headers: { authorization } },
    nestCookie: { url: meInNest, headers: { cookie } },
    nestBearer: { url: meInNest, headers: { authorization } },
    betterAuth: { url: `${betterAuth.url}/api/auth/get-session`, headers: { cookie: betterAuthCookie } },
  };
  for (const { url, headers } of Object.values(asked)) await requirePerson(account, url, headers);
  const rates = await alternate(
    {
      bareRoute: requests(asked.bareRoute, CONNECTIONS),
      cookie: requests(asked.cookie, CONNECTIONS),
      bearer: requests(asked.bearer, CONNECTIONS),
      nestCookie: requests(asked.nestCookie, CONNECTIONS),
      nestBearer: requests(asked.nestBearer, CONNECTIONS),
      betterAuth: requests(asked.betterAuth, CONNECTIONS),
    },
    ROUNDS,
  );
  const rivals = {
    ceiling: { name: 'a bare Fastify route with the query', rival: 'ceiling', value: rates.bareRoute },
    peer: { name: "better-auth's get-session", rival: 'peer', value: rates.betterAuth },
  } as const;
  const inNest = { cookie: rates.nestCookie, bearer: rates.nestBearer };
  return (['cookie', 'bearer'] as const).flatMap((credential) => {
    const ours = { what: `GET /auth/me by ${credential}`, ours: rates[credential], unit: '/s' } as const;
    return [
      { ...ours, against: rivals.ceiling, target: { atLeast: 0.8 } },
      { ...ours, against: rivals.peer, target: { atLeast: 8 } },
      {
        what: `GET /auth/me of saas-nest by ${credential}`,
        ours: inNest[credential],
        unit: '/s',
        against: { name: 'that of saas-api', rival: 'ceiling', value: rates[credential] },
        target: { atLeast: 0.8 },
      } as const,
    ];
  });
}

/** A quick refusal must not count as an answer; better-auth's has status 200 as well. */
async function requirePerson(
  { email }: Account,
  url: string,
  headers: Record<string, string>,
): Promise<void> {
  const text = await (await fetch(url, { headers })).text();
  if (!text.includes(email)) throw new Error(`${url} does not answer who is signed in, but: ${text}`);
}
