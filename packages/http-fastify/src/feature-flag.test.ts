import { defineRoute, type UserCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { idSchema, newId } from '@quartet/platform/ids';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startServer } from '../test/start-server.ts';
import { bindRoutes } from './bind-routes.ts';

const teamId = newId('team');
const behindFlag = defineRoute({
  name: 'test.behind_flag',
  method: 'POST',
  path: '/teams/:id/behind-flag',
  summary: 'Is behind a flag.',
  access: { team: 'member', param: 'id' },
  featureFlag: 'new-dashboard',
  params: z.object({ id: idSchema('team') }),
  status: 204,
});

const caller: UserCaller = {
  kind: 'user',
  userId: newId('user'),
  sessionId: newId('session'),
  email: 'ada@example.com',
  emailVerified: true,
  fullName: null,
  createdAt: new Date(),
  credential: 'bearer',
};

async function call({ role, on }: { role: 'viewer' | 'member'; on: string[] }) {
  const seen = { handled: 0, asked: [] as unknown[] };
  const { url, stop } = await startServer((server) => {
    server.guards.authenticate = () => Promise.resolve(caller);
    server.guards.roleInTeam = () => Promise.resolve(role);
    server.guards.requireFeature = async ({ team }, flagKey) => {
      seen.asked.push([team, flagKey]);
      if (!on.includes(flagKey)) throw commonErrors.notFound();
    };
    bindRoutes(
      server,
      { behindFlag },
      {
        behindFlag: () => {
          seen.handled += 1;
        },
      },
    );
  });
  onTestFinished(stop);
  const answer = await fetch(`${url}/api/teams/${teamId}/behind-flag`, { method: 'POST' });
  return { status: answer.status, ...seen };
}

test('a route with a feature flag is there for the teams for which it is on', async () => {
  expect(await call({ role: 'member', on: ['new-dashboard'] })).toEqual({
    status: 204,
    handled: 1,
    asked: [[{ id: teamId, role: 'member' }, 'new-dashboard']],
  });
  expect(await call({ role: 'member', on: ['another'] })).toMatchObject({ status: 404, handled: 0 });
});

test('whoever may not call it is told that first, and the flag is not asked for', async () => {
  expect(await call({ role: 'viewer', on: [] })).toEqual({ status: 403, handled: 0, asked: [] });
});

test('a service does not start when nobody knows of flags, or the callers of the route have no team', async () => {
  const withoutFlags = startServer((server) => {
    server.guards.authenticate = () => Promise.resolve(caller);
    server.guards.roleInTeam = () => Promise.resolve('member');
    bindRoutes(server, { behindFlag }, { behindFlag: () => undefined });
  });
  await expect(withoutFlags).rejects.toThrow('test.behind_flag needs requireFeature');
  const forUsers = startServer((server) => {
    server.guards.authenticate = () => Promise.resolve(caller);
    const route = { ...behindFlag, access: 'user' } as const;
    bindRoutes(server, { route }, { route: () => undefined });
  });
  await expect(forUsers).rejects.toThrow('its callers have no team');
});
