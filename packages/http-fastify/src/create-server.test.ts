import { defineRoute } from '@quartet/platform/contract';
import { describe, expect, it } from 'vitest';
import { startServer } from '../test/start-server.ts';
import { bindRoutes } from './bind-routes.ts';

const guarded = defineRoute({
  name: 'test.guarded',
  method: 'GET',
  path: '/guarded',
  summary: 'Needs a user.',
  access: 'user',
  status: 204,
});
const open = defineRoute({
  name: 'test.open',
  method: 'GET',
  path: '/open',
  summary: 'Open.',
  access: 'public',
  status: 204,
});

describe('createServer', () => {
  it('does not start when a route needs a guard that no module provides', async () => {
    const start = startServer((server) => bindRoutes(server, { guarded }, { guarded: () => undefined }));
    await expect(start).rejects.toThrow('test.guarded needs authenticate');
  });

  it('does not start when a route of the contract has no handler', async () => {
    const start = startServer((server) => bindRoutes(server, { open }, {} as never));
    await expect(start).rejects.toThrow('no handler');
  });

  it('keeps a harmless request id and replaces any other', async () => {
    const { url, stop } = await startServer(() => undefined);
    const idFor = async (id: string) =>
      (await fetch(`${url}/health/live`, { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await idFor('mobile-42.a_b')).toBe('mobile-42.a_b');
    expect(await idFor('"><script>')).toMatch(/^[0-9a-f-]{36}$/);
    await stop();
  });

  it('is not ready while something it needs is away, and lives on', async () => {
    const { url, stop } = await startServer(() => undefined, {
      readiness: { database: () => Promise.reject(new Error('away')), cache: () => Promise.resolve() },
    });
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'unavailable', checks: { database: 'failed', cache: 'ok' } },
    ]);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    await stop();
  });

  it('believes X-Forwarded-For only from as many proxies as configured', async () => {
    const addressSeen = async (trustedProxies: number) => {
      let seen: string | undefined;
      const bind: Parameters<typeof startServer>[0] = (server) =>
        bindRoutes(
          server,
          { open },
          {
            open: ({ origin }) => {
              seen = origin.address;
            },
          },
        );
      const { url, stop } = await startServer(bind, { trustedProxies });
      await fetch(`${url}/api/open`, { headers: { 'x-forwarded-for': '203.0.113.7, 198.51.100.9' } });
      await stop();
      return seen;
    };
    expect(await addressSeen(0)).toBe('127.0.0.1');
    expect(await addressSeen(1)).toBe('198.51.100.9');
    expect(await addressSeen(2)).toBe('203.0.113.7');
  });

  it('sends headers that keep an answer from doing anything in a browser', async () => {
    const { url, stop } = await startServer((server) =>
      bindRoutes(server, { open }, { open: () => undefined }),
    );
    const { headers } = await fetch(`${url}/api/open`, { headers: { origin: 'https://evil.example' } });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    await stop();
  });

  it('finishes the requests under way before it stops', async () => {
    const entered = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const { url, stop } = await startServer((server) =>
      bindRoutes(
        server,
        { open },
        {
          open: async () => {
            entered.resolve();
            await finish.promise;
            return undefined;
          },
        },
      ),
    );
    const answer = fetch(`${url}/api/open`);
    await entered.promise;
    const stopped = stop();
    finish.resolve();
    expect((await answer).status).toBe(204);
    await stopped;
  });
});
