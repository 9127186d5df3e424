import { bindRoutes, createServer, type Server } from '@quartet/http-fastify';
import { defineRoute } from '@quartet/platform/contract';
import { createLog } from '@quartet/platform/log';
import { createRateLimiter } from '@quartet/platform/rate-limiter';
import { createMetrics } from '@quartet/platform/telemetry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRateLimiting } from '../src/index.ts';
import { limitRoutes } from './index.ts';

const ping = defineRoute({
  name: 'test.ping',
  method: 'GET',
  path: '/ping',
  summary: 'Answers.',
  access: 'public',
  status: 204,
  limit: { by: 'address', points: 2, windowSeconds: 60 },
});

let server: Server;
beforeAll(async () => {
  const log = createLog({ service: 'test', level: 'silent' });
  server = await createServer({
    service: { name: 'test', title: 'Test', version: '1.0.0' },
    log,
    trustedProxies: 0,
    allowedOrigins: [],
    readiness: {},
    maxEventLoopDelayMs: 0,
    metrics: createMetrics({ service: 'test' }),
  });
  limitRoutes(server, { rateLimiting: createRateLimiting({ limiter: createRateLimiter() }) });
  bindRoutes(server, { ping }, { ping: () => undefined });
});
afterAll(() => server.close());

test('answers tell what is left; past the limit they are 429 with the time of the next try', async () => {
  const first = await server.inject('/api/ping');
  expect(first.statusCode).toBe(204);
  expect(first.headers).toMatchObject({
    'ratelimit-limit': '2',
    'ratelimit-remaining': '1',
    'ratelimit-reset': '60',
  });
  await server.inject('/api/ping');
  const refused = await server.inject('/api/ping');
  expect(refused.statusCode).toBe(429);
  expect(refused.headers['retry-after']).toBe('60');
  expect(refused.json()).toMatchObject({ code: 'too_many_requests', status: 429 });
});
