import { createAudit } from '@quartet/audit';
import { createFeatureFlags } from '@quartet/feature-flags';
import { createServer } from '@quartet/http-fastify';
import { createNestServer } from '@quartet/http-nest';
import { systemClock as clock } from '@quartet/platform/clock';
import { createDatabase } from '@quartet/platform/database';
import { newId } from '@quartet/platform/ids';
import { createLog } from '@quartet/platform/log';
import { createMetrics } from '@quartet/platform/telemetry';
import { createTestDatabase } from '@quartet/testing/postgres';
import { expect, onTestFinished, test } from 'vitest';
import { FeatureFlagsModule } from './index.ts';

const log = createLog({ service: 'test', level: 'silent' });
const flag = { key: 'new-dashboard', description: 'Anew', is_enabled: true, rollout_percentage: 100 };
const byOperator = { actor: { kind: 'operator', id: 'ops' }, reason: 'the pilot begins' } as const;

test('the routes are served by NestJS, and it provides the guard of routes with a flag', async () => {
  const database = await createTestDatabase();
  const db = createDatabase({ url: database.url, applicationName: 'flags-test', log });
  onTestFinished(async () => {
    await db.close();
    await database.drop();
  });
  const featureFlags = createFeatureFlags({
    db,
    clock,
    log,
    audit: createAudit({ clock }),
    refreshSeconds: 15,
  });
  const server = await createServer({
    service: { name: 'test', title: 'Test', version: '1.0.0' },
    log,
    trustedProxies: 0,
    allowedOrigins: [],
    readiness: {},
    metrics: createMetrics({ service: 'test' }),
    maxEventLoopDelayMs: 0,
  });
  server.guards.authenticate = () =>
    Promise.resolve({
      kind: 'user',
      userId: newId('user'),
      sessionId: newId('session'),
      email: 'ada@example.com',
      emailVerified: true,
      fullName: null,
      createdAt: clock.now(),
      credential: 'bearer',
    });
  server.guards.roleInTeam = () => Promise.resolve('viewer');
  await createNestServer(server, { log, modules: [FeatureFlagsModule.forRoot({ featureFlags })] });
  onTestFinished(async () => void (await server.close()));
  await featureFlags.createFlag({ ...flag, ...byOperator });

  const answer = await server.inject(`/api/teams/${newId('team')}/feature-flags`);
  expect([answer.statusCode, answer.json()]).toEqual([200, { flags: { 'new-dashboard': true } }]);
  expect(server.guards.requireFeature).toBe(featureFlags.requireFeature);
});
