import { codeOf, type Person } from '@quartet/testing/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApi, startApi } from '../start-api.ts';

const APP = 'https://app.example.com';
/** Where {@link startApi} puts the API. */
const OWN = 'https://api.example.com';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({ env: { PUBLIC_URL: OWN, CORS_ORIGINS: APP } });
});
afterAll(() => api.stop());

describe('A request that a cookie authenticates', () => {
  let person: Person;
  beforeAll(async () => {
    person = await api.register();
  });
  const write = (headers: Record<string, string>) =>
    api.call('PUT', '/api/users/profile', { body: {}, headers: { cookie: person.cookie, ...headers } });

  it.each<[string, Record<string, string>]>([
    ['the API’s own origin', { origin: OWN }],
    ['a configured application', { origin: APP }],
    ['the same origin, by the browser’s word', { 'sec-fetch-site': 'same-origin' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
  ])('passes from %s', async (_from, headers) => {
    expect((await write(headers)).status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example' }],
    ['another site, by the browser’s word', { 'sec-fetch-site': 'cross-site' }],
    [
      'another site of the same domain',
      { origin: 'https://blog.example.com', 'sec-fetch-site': 'same-site' },
    ],
    ['an origin that looks alike', { origin: `${APP}.evil.example` }],
    ['the same host over http', { origin: OWN.replace('https', 'http'), 'sec-fetch-site': 'cross-site' }],
    ['a sandbox', { origin: 'null' }],
    ['nowhere', {}],
    ['a page that only has a Referer', { referer: `${APP}/` }],
  ])('is refused from %s', async (_from, headers) => {
    expect(codeOf(await write(headers))).toBe('cross_origin');
  });

  it('is refused as a form, which a browser sends anywhere unasked', async () => {
    const headers = { ...person.headers('cookie'), 'content-type': 'text/plain' };
    const answer = await api.send({ method: 'PUT', path: '/api/users/profile', headers, body: '{}' });
    expect(codeOf(answer)).toBe('unsupported_media_type');
  });
});

describe('A browser', () => {
  const preflight = (origin: string) =>
    api.call('OPTIONS', '/api/users/profile', {
      headers: { origin, 'access-control-request-method': 'PUT' },
    });

  it('lets a configured application read answers, with credentials', async () => {
    for (const origin of [APP, OWN]) {
      const { headers } = await api.call('GET', '/api/auth/me', { headers: { origin } });
      expect(headers['access-control-allow-origin']).toBe(origin);
      expect(headers['access-control-allow-credentials']).toBe('true');
      expect(headers.vary).toMatch(/origin/i);
      const asked = await preflight(origin);
      expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([204, origin]);
      expect(asked.headers['access-control-allow-methods']).toContain('PUT');
    }
  });

  it.each([
    'https://evil.example',
    `${APP}.evil.example`,
    'https://evil-app.example.com',
    'http://app.example.com',
    'null',
    '*',
  ])('lets nobody else read them: %s', async (origin) => {
    const answers = [await api.call('GET', '/api/auth/me', { headers: { origin } }), await preflight(origin)];
    for (const { headers } of answers) expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('HEAD and OPTIONS', () => {
  it('HEAD answers what GET would, without a body', async () => {
    const person = await api.register();
    const [get, head] = [await person.call('GET', '/api/auth/me'), await person.call('HEAD', '/api/auth/me')];
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect((await api.call('HEAD', '/api/auth/me')).status).toBe(401);
  });

  it('OPTIONS asks nobody who they are and changes nothing', async () => {
    const person = await api.register();
    const answer = await person.browse('OPTIONS', '/api/auth/logout');
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await person.browse('GET', '/api/auth/me')).status).toBe(200);
  });

  it('a method that nobody knows is no way in', async () => {
    expect(codeOf(await api.call('TRACE', '/api/auth/me'))).toBe('not_found');
  });
});
