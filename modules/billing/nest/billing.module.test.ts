import { createAudit } from '@quartet/audit';
import { createBilling, returnPagesAt, seedPlans } from '@quartet/billing';
import { billingContract } from '@quartet/billing/contract';
import { createStripeGateway } from '@quartet/billing/gateway';
import { createServer, type Server } from '@quartet/http-fastify';
import { createNestServer } from '@quartet/http-nest';
import { systemClock as clock } from '@quartet/platform/clock';
import { createDatabase } from '@quartet/platform/database';
import { commonErrors } from '@quartet/platform/errors';
import { createLog } from '@quartet/platform/log';
import { createMetrics } from '@quartet/platform/telemetry';
import { createTestDatabase } from '@quartet/testing/postgres';
import { examplePath } from '@quartet/testing/routes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BillingModule } from './index.ts';

const log = createLog({ service: 'test', level: 'silent' });
const undo = new AsyncDisposableStack();
let server: Server;

beforeAll(async () => {
  const database = await createTestDatabase();
  undo.defer(database.drop);
  const connection = { applicationName: 'billing-test', log };
  const owner = createDatabase({ url: database.ownerUrl, actsAs: 'login', ...connection });
  await seedPlans(owner);
  await owner.close();
  const db = createDatabase({ url: database.url, ...connection });
  undo.defer(db.close);
  const billing = createBilling({
    db,
    clock,
    log,
    audit: createAudit({ clock }),
    teams: {
      roleInTeam: () => Promise.resolve(undefined),
      read: () => Promise.reject(commonErrors.notFound()),
    },
    gateway: createStripeGateway({ secretKey: undefined }),
    refresh: () => Promise.resolve(),
    pages: returnPagesAt('https://app.example.com'),
  });
  server = await createServer({
    service: { name: 'test', title: 'Test', version: '1.0.0' },
    log,
    trustedProxies: 0,
    allowedOrigins: [],
    readiness: {},
    metrics: createMetrics({ service: 'test' }),
    maxEventLoopDelayMs: 0,
  });
  undo.defer(async () => void (await server.close()));
  server.guards.authenticate = () => Promise.reject(commonErrors.unauthenticated());
  await createNestServer(server, { log, modules: [BillingModule.forRoot({ billing })] });
});
afterAll(() => undo.disposeAsync());

test('anybody reads the plans on sale', async () => {
  const answer = await server.inject('/api/subscriptions/plans');
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ items: [{ id: 'starter' }, { id: 'growth' }, { id: 'scale' }] });
});

const { listPlans: _public, ...ofCustomers } = billingContract;

test.each(Object.values(ofCustomers))('$method $path is for signed-in people', async (route) => {
  const answer = await server.inject({ method: route.method, url: examplePath(route) });
  expect(answer.statusCode).toBe(401);
});

test('the guard of routes with an entitlement is there', () => {
  expect(server.guards.requireEntitlement).toBeTypeOf('function');
});
