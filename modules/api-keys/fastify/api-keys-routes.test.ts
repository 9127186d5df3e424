import type { ApiKeyScope } from '@quartet/platform/contract';
import { newId } from '@quartet/platform/ids';
import { examplePath } from '@quartet/testing/routes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SignedIn } from '../src/testing/start-api-keys.ts';
import { type KeysServer, startKeysServer } from './testing/start-keys-server.ts';

let api: KeysServer;
let person: SignedIn;
beforeAll(async () => {
  api = await startKeysServer({ isMember: true });
  person = await api.register();
});
afterAll(() => api.close());

const createdSchema = z.strictObject({
  api_key: z.strictObject({
    id: z.string().regex(/^qk_/),
    name: z.string(),
    scopes: z.array(z.string()),
    created_at: z.iso.datetime(),
    expires_at: z.null(),
    last_used_at: z.null(),
  }),
  secret: z.string(),
});

async function aKey(...scopes: ApiKeyScope[]) {
  const { authorization } = person;
  const body = { name: 'Robot', scopes };
  const answer = await api.call('POST', '/api/api-keys', { authorization, body });
  expect(answer.status).toBe(201);
  const { api_key, secret } = createdSchema.parse(answer.body);
  return { id: api_key.id, authorization: `Bearer ${secret}` };
}

const insufficientScope = {
  status: 403,
  challenge: 'Bearer error="insufficient_scope"',
  body: { code: 'insufficient_scope' },
};
const invalidToken = {
  status: 401,
  challenge: 'Bearer error="invalid_token"',
  body: { code: 'invalid_token' },
};
const things = `/api/things/${newId('team')}`;

describe('a key', () => {
  it('is made once, used, listed without its secret, and revoked', async () => {
    const { authorization } = person;
    const { id, authorization: byKey } = await aKey('read');
    const me = { status: 200, body: { user: { id: person.caller.userId } } };
    expect(await api.call('GET', '/api/auth/me', { authorization: byKey })).toMatchObject(me);
    expect(await api.call('GET', '/api/auth/me', { authorization: byKey.toLowerCase() })).toMatchObject(
      invalidToken,
    );

    const list = await api.call('GET', '/api/api-keys', { authorization });
    expect(list).toMatchObject({ status: 200, body: { items: [{ id, scopes: ['read'] }] } });
    expect(JSON.stringify(list.body)).not.toMatch(/secret|hash/);

    expect(await api.call('DELETE', `/api/api-keys/${id}`, { authorization })).toMatchObject({ status: 204 });
    expect(await api.call('GET', '/api/auth/me', { authorization: byKey })).toMatchObject(invalidToken);
    expect(await api.call('DELETE', `/api/api-keys/${id}`, { authorization })).toMatchObject({ status: 404 });
  });

  it('of the scope read calls what changes nothing, one of the scope write calls both', async () => {
    const { authorization: reader } = await aKey('read');
    const { authorization: writer } = await aKey('write');
    const statusesOf = async (authorization: string) => [
      (await api.call('GET', '/api/auth/me', { authorization })).status,
      (await api.call('GET', things, { authorization })).status,
      (await api.call('POST', '/api/things', { authorization })).status,
      (await api.call('DELETE', things, { authorization })).status,
    ];
    expect(await statusesOf(reader)).toEqual([200, 204, 403, 403]);
    expect(await statusesOf(writer)).toEqual([200, 204, 204, 204]);
    expect(await api.call('POST', '/api/things', { authorization: reader })).toMatchObject(insufficientScope);
  });

  it('is no cookie: a request of another site that knows it is its owner', async () => {
    const { authorization } = await aKey('write');
    const headers = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
    expect(await api.call('POST', '/api/things', { authorization, headers })).toMatchObject({ status: 204 });
  });

  it('that is refused is not made up for by a cookie', async () => {
    const headers = { cookie: '__Host-session=whatever' };
    const authorization = 'Bearer qk_garbage';
    expect(await api.call('GET', '/api/auth/me', { authorization, headers })).toMatchObject(invalidToken);
  });

  it('opens no route of credentials and sessions, whatever its scopes', async () => {
    const { authorization } = await aKey('read', 'write');
    const inPerson = api.server.boundRoutes.filter(({ access }) => access === 'session');
    expect(inPerson.map(({ name }) => name).sort()).toEqual([
      'api_keys.create',
      'api_keys.list',
      'api_keys.revoke',
      'auth.change_password',
      'auth.list_sessions',
      'auth.logout',
      'auth.logout_all',
      'auth.revoke_session',
    ]);
    for (const route of inPerson) {
      const path = examplePath(route);
      expect(await api.call(route.method, path, { authorization })).toMatchObject(insufficientScope);
      expect(await api.call(route.method, path)).toMatchObject({ status: 401, challenge: 'Bearer' });
    }
  });

  it('leads into no team that its owner is no member of', async () => {
    const outside = await startKeysServer({ isMember: false });
    try {
      const { caller } = await outside.register();
      const origin = { requestId: 'request-1', address: '192.0.2.7', userAgent: undefined };
      const { secret } = await outside.apiKeys.create({ name: 'Robot', scopes: ['write'], caller, origin });
      const authorization = `Bearer ${secret}`;
      expect(await outside.call('GET', things, { authorization })).toMatchObject({ status: 404 });
    } finally {
      await outside.close();
    }
  });
});

describe('the body of a new key', () => {
  const good = { name: 'Robot', scopes: ['read'] };
  it.each([
    ['no name', { ...good, name: ' ' }, 'body.name'],
    ['no scope', { ...good, scopes: [] }, 'body.scopes'],
    ['an unknown scope', { ...good, scopes: ['admin'] }, 'body.scopes.0'],
    ['a scope twice', { ...good, scopes: ['read', 'read'] }, 'body.scopes'],
    ['an end that has passed', { ...good, expires_at: '2020-01-01T00:00:00Z' }, 'body.expires_at'],
    ['an end that is no moment', { ...good, expires_at: 'soon' }, 'body.expires_at'],
    ['an id of its own choice', { ...good, id: 'qk_1' }, 'body'],
  ])('is refused with %s', async (_what, body, path) => {
    const { authorization } = person;
    const answer = await api.call('POST', '/api/api-keys', { authorization, body });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'invalid_request', errors: [{ path }] },
    });
  });
});

it('the reference tells which routes take keys, and that their scopes may not do', async () => {
  const { body } = await api.call('GET', '/openapi.json');
  const [bearer, cookie, api_key] = [{ bearer: [] }, { cookie: [] }, { api_key: [] }];
  const forScope = expect.stringContaining('`insufficient_scope`');
  expect(body).toMatchObject({
    components: {
      securitySchemes: { api_key: { type: 'http', scheme: 'bearer', bearerFormat: 'qk_<id>.<secret>' } },
    },
    paths: {
      '/api/api-keys': {
        post: { security: [bearer, cookie], responses: { 403: { description: forScope } } },
      },
      '/api/auth/me': { get: { security: [bearer, cookie, api_key] } },
      '/api/things': {
        post: { security: [bearer, cookie, api_key], responses: { 403: { description: forScope } } },
      },
    },
  });
});
