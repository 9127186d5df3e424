import { randomUUID } from 'node:crypto';
import type { Transaction } from '@quartet/platform/database';
import { newId } from '@quartet/platform/ids';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Browser } from '../src/oauth/testing/browser.ts';
import type { GitHubAccount } from '../src/oauth/testing/github.ts';
import type { Account } from '../src/oauth/testing/openid-provider.ts';
import { origin as requestOrigin } from '../src/testing/auth-fixture.ts';
import { API, APP, type SignIns, startSignIns } from './testing/start-sign-ins.ts';

let signIns: SignIns;
let browser: Browser;

beforeAll(async () => {
  signIns = await startSignIns();
});
afterAll(() => signIns.close());
beforeEach(() => {
  browser = signIns.newBrowser();
});

describe('somebody who signs in by a provider', () => {
  test('gets an account with the address that the provider has verified, a session, and the page they came from', async () => {
    const ada = atCorp({ name: 'Ada Lovelace' });
    const answer = await signIns.signIn(browser, 'corp', '?return_to=/teams/7%3Ftab=members%23top');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${APP}/teams/7?tab=members#top`]);
    expect(await whoIsIn(browser)).toMatchObject({
      email: ada.email,
      emailVerified: true,
      fullName: 'Ada Lovelace',
    });
  });

  test('finds the same account the next time, from any browser, whatever the provider now says of them', async () => {
    const ada = atCorp();
    await signIns.signIn(browser, 'corp');
    const another = signIns.newBrowser();
    signIns.corp.person = { ...ada, email: `${randomUUID()}@example.com`, email_verified: false };
    await signIns.signIn(another, 'corp');
    const [first, second] = [await whoIsIn(browser), await whoIsIn(another)];
    expect(second).toMatchObject({ userId: first.userId, email: ada.email });
    expect(second.sessionId).not.toBe(first.sessionId);
  });

  test('may do so by GitHub, where the numeric id is who they are', async () => {
    const octocat = atGitHub();
    expect((await signIns.signIn(browser, 'github')).status).toBe(303);
    const another = signIns.newBrowser();
    signIns.github.person = { ...octocat, login: 'renamed' };
    await signIns.signIn(another, 'github');
    expect((await whoIsIn(another)).userId).toBe((await whoIsIn(browser)).userId);
    expect(await identitiesAt('https://github.com', String(octocat.id))).toHaveLength(1);
  });

  test('leaves a trace in the audit log that names the provider', async () => {
    atCorp();
    await signIns.signIn(browser, 'corp');
    const { userId, sessionId } = await whoIsIn(browser);
    expect(await auditedFor(userId)).toEqual([
      expect.objectContaining({ action: 'auth.registered', target_id: userId }),
      expect.objectContaining({ action: 'auth.signed_in', target_id: sessionId, after: { method: 'corp' } }),
    ]);
  });

  test('is one user after 20 first sign-ins at once', async () => {
    const ada = atCorp();
    expect(await statusesOfSignIns(20)).toEqual(Array(20).fill(303));
    expect(await usersAt(ada.email)).toEqual([expect.objectContaining({ sessions: 20 })]);
  });

  test('has one identity after 20 at once that link it to their account', async () => {
    const { user } = await aVerifiedAccount();
    const ada = atCorp({ email: user.email });
    expect(await statusesOfSignIns(20)).toEqual(Array(20).fill(303));
    expect(await identitiesAt(signIns.corp.origin, ada.sub)).toEqual([{ user_id: user.id }]);
  });

  test('shares no account with whoever registers their address at the same moment', async () => {
    const ada = atCorp();
    const callback = await signIns.goThrough(browser, 'corp');
    let arriving: Promise<Response> | undefined;
    await signIns.db.transaction(async (tx) => {
      await tx.execute(sql`
        insert into users (id, email, created_at, updated_at)
        values (${newId('user')}, ${ada.email ?? null}, now(), now())`);
      arriving = browser.get(callback);
      await vi.waitFor(async () => expect(await waitingFor(tx)).toBe(1));
    });
    expect(await codeOf(await (arriving ?? browser.get(callback)))).toBe('account_exists');
    expect(await usersAt(ada.email)).toEqual([expect.objectContaining({ is_verified: false, sessions: 0 })]);
  });
});

describe('going to the provider', () => {
  test('asks with PKCE, state and nonce, and for a way back that no header can move', async () => {
    const answer = await signIns.server.inject({
      url: '/api/auth/oauth/corp',
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
    });
    expect(answer.statusCode).toBe(307);
    const asked = Object.fromEntries(new URL(String(answer.headers.location)).searchParams);
    expect(asked).toEqual({
      client_id: 'quartet',
      response_type: 'code',
      redirect_uri: `${API}/api/auth/oauth/corp/callback`,
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  test('binds the sign-in to the browser by a cookie that no script and no other host can read', async () => {
    const answer = await browser.get(`${API}/api/auth/oauth/corp`);
    const [line, ...others] = answer.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(line?.split('; ').slice(1).toSorted()).toEqual([
      'HttpOnly',
      'Max-Age=600',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ]);
    expect(line).toMatch(/^__Host-oauth=[\w-]{43};/);
  });

  test('keeps no state, nonce, verifier or cookie in clear', async () => {
    atGitHub();
    const callback = await signIns.goThrough(browser, 'github');
    const stored = await everyFlow();
    await browser.get(callback);
    const begun = new URL(String((await browser.get(`${API}/api/auth/oauth/corp`)).headers.get('location')));
    const verifier = String(signIns.github.verifiers.at(-1));
    const all = stored + (await everyFlow());
    expect(verifier).toMatch(/^[\w-]{43,}$/);
    for (const secret of [
      verifier,
      String(callback.searchParams.get('state')),
      String(begun.searchParams.get('state')),
      String(begun.searchParams.get('nonce')),
      String(browser.cookie(API, '__Host-oauth')),
    ]) {
      expect(secret.length).toBeGreaterThan(40);
      expect(all).not.toContain(secret);
    }
  });

  test.each(['nobody', 'Corp', '..%2Fcorp', 'corp%00'])(
    'is refused for %s, whom nobody has configured',
    async (name) => {
      expect((await browser.get(`${API}/api/auth/oauth/${name}`)).status).toBe(404);
      expect((await browser.get(`${API}/api/auth/oauth/${name}/callback?state=x&code=y`)).status).toBe(404);
    },
  );

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    'javascript:alert(1)',
    '.evil.example',
    '@evil.example',
    ':443@evil.example',
    'teams',
    '',
  ])('is refused for the way home %j', async (returnTo) => {
    const answer = await browser.get(`${API}/api/auth/oauth/corp?return_to=${encodeURIComponent(returnTo)}`);
    expect([answer.status, await codeOf(answer)]).toEqual([422, 'invalid_request']);
  });
});

describe('a callback', () => {
  test('works once, also for 20 at the same time', async () => {
    const ada = atCorp();
    const callback = await signIns.goThrough(browser, 'corp');
    const cookie = `__Host-oauth=${browser.cookie(API, '__Host-oauth')}`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => signIns.server.inject({ url: pathOf(callback), headers: { cookie } })),
    );
    const statuses = answers.map(({ statusCode }) => statusCode).toSorted();
    expect(statuses).toEqual([303, ...Array(19).fill(410)]);
    expect(await usersAt(ada.email)).toEqual([expect.objectContaining({ sessions: 1 })]);
  });

  test('that was stolen is worth nothing in another browser, and is used up by the attempt', async () => {
    const ada = atCorp();
    const callback = await signIns.goThrough(browser, 'corp');
    const thief = signIns.newBrowser();
    await thief.get(`${API}/api/auth/oauth/corp`);
    expect(await codeOf(await thief.get(callback))).toBe('sign_in_expired');
    expect(await codeOf(await browser.get(callback))).toBe('sign_in_expired');
    expect(await usersAt(ada.email)).toEqual([]);
  });

  test('that comes after ten minutes is refused', async () => {
    atCorp();
    const callback = await signIns.goThrough(browser, 'corp');
    signIns.clock.advance(600);
    const answer = await browser.get(callback);
    expect([answer.status, await codeOf(answer)]).toEqual([410, 'sign_in_expired']);
  });

  test('that never comes leaves nothing for longer than ten minutes', async () => {
    await signIns.goThrough(browser, 'corp');
    await signIns.oauth.deleteExpiredFlows();
    expect(await everyFlow()).not.toBe('');
    signIns.clock.advance(600);
    await signIns.oauth.deleteExpiredFlows();
    expect(await everyFlow()).toBe('');
  });

  test('with the state of another provider is refused', async () => {
    atCorp();
    const callback = await signIns.goThrough(browser, 'corp');
    const moved = callback.href.replace('/corp/', '/github/');
    expect(await codeOf(await browser.get(moved))).toBe('sign_in_expired');
  });

  test('of somebody who declined is refused, and nothing of the sign-in stays', async () => {
    signIns.corp.person = undefined;
    const callback = await signIns.goThrough(browser, 'corp');
    const answer = await browser.get(callback);
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'sign_in_declined']);
    expect(await codeOf(await browser.get(callback))).toBe('sign_in_expired');
  });

  test('with a code that the provider did not give is refused', async () => {
    for (const provider of ['corp', 'github']) {
      atCorp();
      atGitHub();
      const callback = await signIns.goThrough(browser, provider);
      callback.searchParams.set('code', 'guessed');
      const answer = await browser.get(callback);
      expect([answer.status, await codeOf(answer)]).toEqual([401, 'provider_answer_invalid']);
    }
  });
});

describe('an address that a provider names', () => {
  test.each([
    { email: `${randomUUID()}@example.com`, email_verified: false },
    { email: `${randomUUID()}@example.com` },
    { email: 'not an address', email_verified: true },
    {},
  ])('makes no account unless it is verified there: %j', async (claims) => {
    signIns.corp.person = { sub: randomUUID(), ...claims };
    const answer = await signIns.signIn(browser, 'corp');
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'provider_email_unverified']);
    expect(await usersAt(claims.email)).toEqual([]);
  });

  test('makes no account when only another address is verified at GitHub', async () => {
    const emails = [
      { email: `${randomUUID()}@example.com`, primary: true, verified: false, visibility: null },
      { email: `${randomUUID()}@example.com`, primary: false, verified: true, visibility: null },
    ];
    atGitHub({ emails });
    expect(await codeOf(await signIns.signIn(browser, 'github'))).toBe('provider_email_unverified');
  });

  test('links to the account that has verified it too, in any spelling, and the audit log says so', async () => {
    const { user } = await aVerifiedAccount();
    atCorp({ email: ` ${user.email.toUpperCase()}` });
    expect((await signIns.signIn(browser, 'corp')).status).toBe(303);
    expect((await whoIsIn(browser)).userId).toBe(user.id);
    const actions = (await auditedFor(user.id)).map(({ action }) => action);
    expect(actions.slice(-2)).toEqual(['auth.identity_linked', 'auth.signed_in']);
  });

  test('never links unless it is verified at the provider', async () => {
    const { user } = await aVerifiedAccount();
    atCorp({ email: user.email, email_verified: false });
    expect(await codeOf(await signIns.signIn(browser, 'corp'))).toBe('provider_email_unverified');
  });

  test('never links to an account that has not verified it, until it has', async () => {
    const person = atCorp();
    const squatted = await signIns.register(String(person.email));
    const answer = await signIns.signIn(browser, 'corp');
    expect([answer.status, await codeOf(answer)]).toEqual([409, 'account_exists']);
    expect(await usersAt(person.email)).toEqual([
      expect.objectContaining({ is_verified: false, sessions: 1 }),
    ]);
    await verify(String(person.email));
    await signIns.signIn(browser, 'corp');
    expect((await whoIsIn(browser)).userId).toBe(squatted.answer.user.id);
  });
});

describe('a disabled account', () => {
  test('is closed to an identity that it had', async () => {
    atCorp();
    await signIns.signIn(browser, 'corp');
    const { userId } = await whoIsIn(browser);
    await disable(userId);
    const answer = await signIns.signIn(browser, 'corp');
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'account_disabled']);
  });

  test('gains no identity', async () => {
    const { user } = await aVerifiedAccount();
    await disable(user.id);
    const person = atCorp({ email: user.email });
    expect(await codeOf(await signIns.signIn(browser, 'corp'))).toBe('account_disabled');
    expect(await identitiesAt(signIns.corp.origin, person.sub)).toEqual([]);
  });
});

test('a provider that is away is 503, and the next attempt after it is back works', async () => {
  const answer = await browser.get(`${API}/api/auth/oauth/away`);
  expect([answer.status, await codeOf(answer)]).toEqual([503, 'provider_unavailable']);
  expect(answer.headers.get('retry-after')).toBe('5');
  const back = await signIns.bringBack();
  back.person = anAccount();
  expect((await signIns.signIn(browser, 'away')).status).toBe(303);

  const callback = await signIns.goThrough(browser, 'away');
  await back.stop();
  expect(await codeOf(await browser.get(callback))).toBe('provider_unavailable');
});

/** Somebody new sits at the browser, as far as `corp` knows. */
function atCorp(claims: Partial<Account> = {}): Account {
  const account = anAccount(claims);
  signIns.corp.person = account;
  return account;
}

/** The same at GitHub. */
function atGitHub(given: Partial<GitHubAccount> = {}): GitHubAccount {
  const account = aGitHubAccount(given);
  signIns.github.person = account;
  return account;
}

function anAccount(claims: Partial<Account> = {}): Account {
  return { sub: randomUUID(), email: `${randomUUID()}@example.com`, email_verified: true, ...claims };
}

function aGitHubAccount(given: Partial<GitHubAccount> = {}): GitHubAccount {
  const emails = [
    { email: 'old@example.com', primary: false, verified: true, visibility: null },
    { email: `${randomUUID()}@example.com`, primary: true, verified: true, visibility: 'private' },
  ];
  return { id: Math.floor(Math.random() * 2 ** 48) + 1, login: 'octocat', name: null, emails, ...given };
}

async function aVerifiedAccount() {
  const { answer } = await signIns.register();
  await verify(answer.user.email);
  return answer;
}

async function verify(email: string): Promise<void> {
  const token = await signIns.outbox.tokenFor(email, 'verify_email');
  await signIns.auth.confirmEmailVerification({ token, origin: requestOrigin });
}

async function disable(userId: string): Promise<void> {
  await signIns.db.orm.execute(sql`update users set status = 'disabled' where id = ${userId}`);
}

/** As many browsers of one person, whose callbacks all come at the same moment. */
async function statusesOfSignIns(count: number): Promise<number[]> {
  const browsers = Array.from({ length: count }, () => signIns.newBrowser());
  const callbacks = await Promise.all(browsers.map((each) => signIns.goThrough(each, 'corp')));
  const answers = await Promise.all(browsers.map((each, at) => each.get(callbacks[at] ?? '')));
  return answers.map(({ status }) => status);
}

async function whoIsIn(person: Browser) {
  const { name } = signIns.auth.sessionCookie;
  return signIns.auth.authenticate({
    authorization: undefined,
    cookies: { [name]: person.cookie(API, name) },
  });
}

async function codeOf(answer: Response): Promise<string> {
  const { code } = (await answer.json()) as { code: string };
  return code;
}

function pathOf(url: URL): string {
  return `${url.pathname}${url.search}`;
}

async function usersAt(email: string | undefined) {
  const { rows } = await signIns.db.orm.execute<{
    has_password: boolean;
    is_verified: boolean;
    sessions: number;
  }>(sql`
    select password_hash is not null as has_password,
           email_verified_at is not null as is_verified,
           (select count(*)::int from sessions where user_id = users.id) as sessions
    from users where email = ${email ?? null}`);
  return rows;
}

/** How many others wait for this transaction to end. */
async function waitingFor(tx: Transaction): Promise<number> {
  const { rows } = await tx.execute<{ waiting: number }>(sql`
    select count(*)::int as waiting from pg_locks
    where locktype = 'transactionid' and not granted and transactionid = pg_current_xact_id()::xid`);
  return rows[0]?.waiting ?? 0;
}

async function identitiesAt(issuer: string, subject: string) {
  const { rows } = await signIns.db.orm.execute(
    sql`select user_id from identities where issuer = ${issuer} and subject = ${subject}`,
  );
  return rows;
}

async function auditedFor(userId: string) {
  const { rows } = await signIns.db.orm.execute<{ action: string; target_id: string; after: unknown }>(
    sql`select action, target_id, after from audit_log where actor_id = ${userId} order by position`,
  );
  return rows;
}

async function everyFlow(): Promise<string> {
  const { rows } = await signIns.db.orm.execute<{ line: string }>(
    sql`select oauth_flows::text || encode(sealed, 'escape') || encode(sealed, 'base64') as line from oauth_flows`,
  );
  return rows.map(({ line }) => line).join('\n');
}
