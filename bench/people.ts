import { z } from 'zod';

export interface Account {
  email: string;
  password: string;
}

/** Long and uncommon enough for every policy. */
export const PASSWORD = 'seven wooden elephants';

const signIn = z.object({ access_token: z.string(), session_id: z.string() });

/** The credentials of a new account at saas-api. */
export async function register(url: string, account: Account) {
  const response = await post(`${url}/api/auth/register`, account);
  const { access_token, session_id } = signIn.parse(await response.json());
  return { cookie: cookieOf(response), authorization: `Bearer ${access_token}`, sessionId: session_id };
}

/** The session cookie of a new account at better-auth. */
export async function registerAtBetterAuth(url: string, account: Account): Promise<string> {
  return cookieOf(await post(`${url}/api/auth/sign-up/email`, { ...account, name: 'Person' }));
}

/** @throws when the answer is no success */
export async function post(url: string, body: unknown): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response;
}

/** As a browser sends it back. */
function cookieOf(response: Response): string {
  const pairs = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return pairs.join('; ');
}
