import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInSchema } from '../src/contract.ts';
import { PASSWORD } from '../src/testing/auth-fixture.ts';
import { type AuthServer, startAuthServer } from './testing/start-auth-server.ts';

const sameOrigin = { origin: 'https://api.example.com' };
let server: AuthServer;
beforeAll(async () => {
  server = await startAuthServer('https://api.example.com');
});
afterAll(() => server.close());

describe('auth over HTTP', () => {
  it('registering answers tokens, and sets a cookie that scripts and other sites cannot use', async () => {
    const answer = await register();
    expect(answer.status).toBe(201);
    expect(signInSchema.parse(await answer.json()).user.email_verified).toBe(false);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-session=[\w-]{43}; Path=\/; Expires=Tue, 31 Mar 2026 12:00:00 GMT; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('a name with control characters is 422', async () => {
    const body = { email: 'bell@example.com', password: PASSWORD, full_name: 'Ada\u0007' };
    const answer = await server.call('POST', '/api/auth/register', { body });
    expect([answer.status, await answer.json()]).toEqual([
      422,
      expect.objectContaining({ errors: [{ path: 'body.full_name', message: 'holds control characters' }] }),
    ]);
  });

  it('an address that is taken is 409, in whatever form it comes', async () => {
    const body = { email: 'taken@example.com', password: PASSWORD };
    expect((await server.call('POST', '/api/auth/register', { body })).status).toBe(201);
    const again = await server.call('POST', '/api/auth/register', {
      body: { ...body, email: ' TAKEN@example.com ' },
    });
    expect([again.status, await again.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'email_taken' }),
    ]);
  });

  it.each([
    ['id', 'user_01k00000000000000000000000'],
    ['user_id', 'user_01k00000000000000000000000'],
    ['role', 'owner'],
    ['status', 'active'],
    ['email_verified', true],
    ['email_verified_at', '2026-01-01T00:00:00Z'],
    ['team_id', 'team_01k00000000000000000000000'],
  ])('a body cannot set %s', async (field, value) => {
    const body = { email: `${field.replaceAll('_', '')}@example.com`, password: PASSWORD, [field]: value };
    const answer = await server.call('POST', '/api/auth/register', { body });
    expect(answer.status).toBe(422);
  });

  it('the person is known by cookie and by bearer token', async () => {
    const answer = await register();
    const { user, access_token } = signInSchema.parse(await answer.json());
    for (const headers of [{ cookie: cookieOf(answer) }, { authorization: `Bearer ${access_token}` }]) {
      const me = await server.call('GET', '/api/auth/me', { headers });
      expect([me.status, await me.json()]).toEqual([200, { user }]);
    }
    expect((await server.call('GET', '/api/auth/me')).status).toBe(401);
  });

  it('a malformed bearer token is 401, however good the cookie beside it', async () => {
    const cookie = cookieOf(await register());
    const me = await server.call('GET', '/api/auth/me', { headers: { cookie, authorization: 'Bearer x' } });
    expect(me.status).toBe(401);
    expect(me.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  it('an unknown address and a wrong password are answered alike', async () => {
    const email = 'alike@example.com';
    await server.call('POST', '/api/auth/register', { body: { email, password: PASSWORD } });
    const wrong = await server.call('POST', '/api/auth/login', { body: { email, password: 'not this one' } });
    const unknown = await server.call('POST', '/api/auth/login', {
      body: { email: 'nobody@example.com', password: 'not this one' },
    });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const [one, other] = [await problem(wrong), await problem(unknown)];
    expect({ ...one, request_id: '' }).toEqual({ ...other, request_id: '' });
    expect(namesOf(wrong.headers)).toEqual(namesOf(unknown.headers));
  });

  it('logging out takes the cookie back and ends the session', async () => {
    const headers = { cookie: cookieOf(await register()), ...sameOrigin };
    const answer = await server.call('POST', '/api/auth/logout', { headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()).toEqual([
      '__Host-session=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
    ]);
    expect((await server.call('GET', '/api/auth/me', { headers })).status).toBe(401);
  });

  it('a refresh that is refused leaves the cookie alone', async () => {
    const answer = await server.call('POST', '/api/auth/refresh', {
      body: { refresh_token: 'made up' },
      headers: { cookie: cookieOf(await register()) },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('a changed password answers a new session and its cookie', async () => {
    const before = await register();
    const changed = await server.call('PUT', '/api/auth/password', {
      body: { current_password: PASSWORD, new_password: 'nine iron giraffes' },
      headers: { cookie: cookieOf(before), ...sameOrigin },
    });
    expect(changed.status).toBe(200);
    expect((await me(cookieOf(before))).status).toBe(401);
    expect((await me(cookieOf(changed))).status).toBe(200);
  });

  it('devices are listed and signed out', async () => {
    const headers = { cookie: cookieOf(await register()), ...sameOrigin };
    const list = await server.call('GET', '/api/auth/sessions?limit=1', { headers });
    const { items } = (await list.json()) as { items: { id: string }[] };
    expect(items).toHaveLength(1);
    const gone = await server.call('DELETE', `/api/auth/sessions/${items[0]?.id}`, { headers });
    expect(gone.status).toBe(204);
    expect((await me(headers.cookie)).status).toBe(401);
  });

  it('links are confirmed by POST alone, so that a mail scanner uses none up', async () => {
    for (const path of ['/api/auth/email-verification/confirm', '/api/auth/password-reset/confirm']) {
      expect((await server.call('GET', `${path}?token=x`)).status).toBe(404);
      const body = { token: 'x', ...(path.includes('reset') && { password: PASSWORD }) };
      const used = await server.call('POST', path, { body });
      expect([used.status, (await problem(used)).code]).toEqual([410, 'link_expired']);
    }
  });

  it('a reset is accepted the same for anyone', async () => {
    const answers = await Promise.all(
      ['nobody@example.com', 'alike@example.com'].map((email) =>
        server.call('POST', '/api/auth/password-reset', { body: { email } }),
      ),
    );
    for (const answer of answers) {
      expect([answer.status, await answer.json()]).toEqual([202, { status: 'accepted' }]);
    }
  });

  it('the key set stands at the root and may be cached', async () => {
    const answer = await server.call('GET', '/.well-known/jwks.json');
    expect(await answer.json()).toEqual({ keys: [expect.objectContaining({ alg: 'ES256', use: 'sig' })] });
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
  });

  it('in development over http the cookie has neither prefix nor Secure', async () => {
    const plain = await startAuthServer('http://127.0.0.1:8000');
    const body = { email: 'ada@example.com', password: PASSWORD };
    const answer = await plain.call('POST', '/api/auth/register', { body });
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/),
    ]);
    await plain.close();
  });
});

let registered = 0;
function register(): Promise<Response> {
  registered++;
  return server.call('POST', '/api/auth/register', {
    body: { email: `person-${registered}@example.com`, password: PASSWORD },
  });
}

function me(cookie: string): Promise<Response> {
  return server.call('GET', '/api/auth/me', { headers: { cookie } });
}

function cookieOf(answer: Response): string {
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function problem(answer: Response): Promise<Record<string, unknown>> {
  return (await answer.json()) as Record<string, unknown>;
}

function namesOf(headers: Headers): string[] {
  return [...headers.keys()].sort();
}
