import { createServer } from '@quartet/http-fastify';
import { createNestServer } from '@quartet/http-nest';
import { systemClock as clock } from '@quartet/platform/clock';
import { pathOf } from '@quartet/platform/contract';
import { createDatabase } from '@quartet/platform/database';
import { commonErrors } from '@quartet/platform/errors';
import { createLog } from '@quartet/platform/log';
import { createMetrics } from '@quartet/platform/telemetry';
import { createTestDatabase } from '@quartet/testing/postgres';
import { examplePath } from '@quartet/testing/routes';
import { createWebhooks, ignoreEverything, stripeProvider, webhooksContract } from '@quartet/webhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebhooksModule } from './index.ts';

const log = createLog({ service: 'test', level: 'silent' });
const settings = {
  allowUnsigned: true,
  maxAttempts: 3,
  concurrency: 1,
  retentionDays: 400,
  leaseSeconds: 2,
  retryBaseSeconds: 1,
  retryMaxSeconds: 1,
};
const asOperator = { headers: { authorization: 'Bearer ops' } };
const undo = new AsyncDisposableStack();
let url: string;

beforeAll(async () => {
  const database = await createTestDatabase();
  undo.defer(database.drop);
  const db = createDatabase({ url: database.url, applicationName: 'webhooks-test', log });
  undo.defer(db.close);
  const metrics = createMetrics({ service: 'test' });
  const webhooks = createWebhooks({
    db,
    clock,
    log,
    registry: metrics.registry,
    providers: [stripeProvider({ secrets: [] })],
    projector: ignoreEverything,
    settings,
    random: Math.random,
  });
  const server = await createServer({
    service: { name: 'test', title: 'Test', version: '1.0.0' },
    log,
    trustedProxies: 0,
    allowedOrigins: [],
    readiness: {},
    metrics,
    maxEventLoopDelayMs: 0,
  });
  undo.defer(async () => void (await server.close()));
  const authenticateOperator = ({ authorization }: { authorization: string | undefined }) =>
    authorization === asOperator.headers.authorization
      ? Promise.resolve({ kind: 'operator' as const, operatorId: 'ops' })
      : Promise.reject(commonErrors.unauthenticated());
  const modules = [WebhooksModule.forRoot({ webhooks, authenticateOperator })];
  await createNestServer(server, { log, modules });
  url = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => undo.disposeAsync());

test('a delivery is stored byte by byte as it came, and an operator reads it', async () => {
  const body = '{ "id": "evt_1",\n  "type": "a.b" }';
  const delivered = await fetch(`${url}/api/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect([delivered.status, await delivered.json()]).toEqual([
    202,
    { status: 'accepted', event_id: 'evt_1' },
  ]);
  const read = await fetch(`${url}/api/webhooks/events/evt_1`, asOperator);
  expect([read.status, await read.json()]).toMatchObject([200, { raw_payload: body }]);
  const replayed = await fetch(`${url}/api/webhooks/replay/evt_1`, { method: 'POST', ...asOperator });
  expect([replayed.status, await replayed.json()]).toMatchObject([202, { event_id: 'evt_1' }]);
});

test('a delivery without a body is refused', async () => {
  expect((await fetch(`${url}/api/webhooks/stripe`, { method: 'POST' })).status).toBe(400);
});

test.each(Object.values(webhooksContract))('$method $path is for operators', async (route) => {
  const { method } = route;
  const answer = await fetch(`${url}${examplePath(route)}`, { method });
  expect([pathOf(route), answer.status]).toEqual([pathOf(route), 401]);
});
