import { bindRoutes, createServer } from '@quartet/http-fastify';
import { defineRoute } from '@quartet/platform/contract';
import { idSchema, newId } from '@quartet/platform/ids';
import { createMetrics } from '@quartet/platform/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { byOperator, type FlagsFixture, memberOf, startFlags } from '../src/testing/start-flags.ts';
import { featureFlagsRoutes } from './index.ts';

const dashboard = defineRoute({
  name: 'dashboard.read',
  method: 'GET',
  path: '/teams/:id/dashboard',
  summary: 'Behind a flag',
  access: { team: 'viewer', param: 'id' },
  featureFlag: 'new-dashboard',
  params: z.object({ id: idSchema('team') }),
  status: 204,
});
const flag = {
  key: 'new-dashboard',
  description: 'The dashboard anew',
  is_enabled: true,
  rollout_percentage: 0,
};

let fixture: FlagsFixture;
let server: Awaited<ReturnType<typeof createServer>>;
let teamId: `team_${string}`;

beforeEach(async () => {
  fixture = await startFlags();
  teamId = await fixture.aTeam();
  server = await createServer({
    service: { name: 'test', title: 'Test', version: '1.0.0' },
    log: fixture.log.log,
    trustedProxies: 0,
    allowedOrigins: [],
    readiness: {},
    metrics: createMetrics({ service: 'test' }),
    maxEventLoopDelayMs: 0,
  });
  const caller = memberOf(teamId);
  server.guards.authenticate = () => Promise.resolve(caller);
  server.guards.roleInTeam = (_user, team) => Promise.resolve(team === teamId ? 'viewer' : undefined);
  featureFlagsRoutes(server, fixture);
  bindRoutes(server, { dashboard }, { dashboard: () => undefined });
});
afterEach(async () => {
  await server.close();
  await fixture.close();
});

const get = async (path: string) => {
  const { statusCode, body } = await server.inject(path);
  return { status: statusCode, body: body === '' ? undefined : JSON.parse(body) };
};

test('a viewer of a team reads what is on for it', async () => {
  const { featureFlags } = fixture;
  await featureFlags.createFlag({ ...flag, ...byOperator });
  await featureFlags.createFlag({ ...flag, key: 'dark-mode', rollout_percentage: 100, ...byOperator });
  const { status, body } = await get(`/api/teams/${teamId}/feature-flags`);
  expect([status, body]).toEqual([200, { flags: { 'dark-mode': true, 'new-dashboard': false } }]);
});

test('without flags the map is empty, and of another team nothing is told', async () => {
  expect((await get(`/api/teams/${teamId}/feature-flags`)).body).toEqual({ flags: {} });
  expect(await get(`/api/teams/${newId('team')}/feature-flags`)).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  });
});

test('a route with a flag is there for the teams that have it, and for others as if it were not', async () => {
  const path = `/api/teams/${teamId}/dashboard`;
  const { featureFlags } = fixture;
  expect(await get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  await featureFlags.createFlag({ ...flag, ...byOperator });
  expect((await get(path)).status).toBe(404);
  await featureFlags.overrideForTeam({ key: flag.key, team_id: teamId, is_enabled: true, ...byOperator });
  expect((await get(path)).status).toBe(204);
  await featureFlags.changeFlag({ key: flag.key, is_enabled: false, ...byOperator });
  expect((await get(path)).status).toBe(404);
});
