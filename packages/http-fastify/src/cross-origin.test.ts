import { defineRoute, type SessionCaller } from '@quartet/platform/contract';
import { newId } from '@quartet/platform/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../test/start-server.ts';
import { bindRoutes } from './bind-routes.ts';

const change = defineRoute({
  name: 'test.change',
  method: 'POST',
  path: '/change',
  summary: 'Changes.',
  access: 'user',
  status: 204,
});
const enter = defineRoute({
  name: 'test.enter',
  method: 'POST',
  path: '/enter',
  summary: 'Signs in.',
  access: 'public',
  status: 204,
});

describe('cross-site requests', () => {
  let url: string;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ url, stop } = await startServer((server) => {
      server.guards.authenticate = async ({ authorization }) => callerBy(authorization ? 'bearer' : 'cookie');
      bindRoutes(server, { change, enter }, { change: () => undefined, enter: () => undefined });
    }));
  });
  afterAll(() => stop());

  const post = async (path: string, headers: Record<string, string>) =>
    (await fetch(`${url}${path}`, { method: 'POST', headers })).status;

  it.each([
    ['of another site', { origin: 'https://evil.example' }, 403],
    ['that the browser calls cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
    [
      'that the browser calls same-site, from a sister subdomain',
      { 'sec-fetch-site': 'same-site', origin: 'https://blog.example.com' },
      403,
    ],
    ['from a sandboxed frame (Origin: null)', { origin: 'null' }, 403],
    ['without any sign of where it comes from', {}, 403],
    ['whose Origin only begins like ours', { origin: 'https://app.example.com.evil.example' }, 403],
    ['of a configured origin', { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' }, 204],
    ['that the browser calls same-origin', { 'sec-fetch-site': 'same-origin' }, 204],
  ])('a request by cookie %s is answered %s → %i', async (_what, headers, status) => {
    expect(await post('/api/change', { ...headers } as Record<string, string>)).toBe(status);
  });

  it('a request by cookie from the server’s own origin passes', async () => {
    expect(await post('/api/change', { origin: url })).toBe(204);
  });

  it('a bearer token needs no such sign, since no browser attaches it by itself', async () => {
    expect(await post('/api/change', { authorization: 'Bearer x', origin: 'https://evil.example' })).toBe(
      204,
    );
  });

  it('another site cannot sign a visitor in', async () => {
    expect(await post('/api/enter', { origin: 'https://evil.example' })).toBe(403);
    expect(await post('/api/enter', {})).toBe(204);
  });
});

function callerBy(credential: SessionCaller['credential']): SessionCaller {
  return {
    kind: 'user',
    userId: newId('user'),
    sessionId: newId('session'),
    email: 'ada@example.com',
    fullName: null,
    createdAt: new Date(),
    emailVerified: true,
    credential,
  };
}
