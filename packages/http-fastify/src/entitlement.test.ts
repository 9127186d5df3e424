import { defineRoute, type UserCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { newId } from '@quartet/platform/ids';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../test/start-server.ts';
import { bindRoutes } from './bind-routes.ts';

const forPlan = defineRoute({
  name: 'test.for_plan',
  method: 'POST',
  path: '/for-plan',
  summary: 'Needs a plan.',
  access: 'user',
  entitlement: 'reports',
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

async function start(features: string[]) {
  let handled = 0;
  const asked: unknown[] = [];
  const { url, stop } = await startServer((server) => {
    server.guards.authenticate = () => Promise.resolve(caller);
    server.guards.requireEntitlement = async (who, feature) => {
      asked.push([who, feature]);
      if (!features.includes(feature)) throw commonErrors.entitlementRequired();
    };
    bindRoutes(
      server,
      { forPlan },
      {
        forPlan: () => {
          handled += 1;
        },
      },
    );
  });
  onTestFinished(stop);
  const answer = await fetch(`${url}/api/for-plan`, { method: 'POST' });
  return { url, status: answer.status, body: await answer.text(), handled: () => handled, asked };
}

test('a route with an entitlement is for those whose plan has it', async () => {
  const { status, handled, asked } = await start(['reports']);
  expect([status, handled()]).toEqual([204, 1]);
  expect(asked).toEqual([[caller, 'reports']]);
});

test('others are told by a code, and the handler does not run', async () => {
  const { status, body, handled } = await start(['something else']);
  expect([status, handled()]).toEqual([403, 0]);
  expect(JSON.parse(body)).toMatchObject({ code: 'entitlement_required' });
});

test('the document of the service says so', async () => {
  const { url } = await start([]);
  const document = await (await fetch(`${url}/openapi.json`)).text();
  expect(document).toContain('`entitlement_required`');
});

test('a service does not start when nobody knows of plans, or the callers of the route have none', async () => {
  const withoutPlans = startServer((server) => {
    server.guards.authenticate = () => Promise.resolve(caller);
    bindRoutes(server, { forPlan }, { forPlan: () => undefined });
  });
  await expect(withoutPlans).rejects.toThrow('test.for_plan needs requireEntitlement');
  const forAnyone = startServer((server) => {
    const route = { ...forPlan, access: 'public' } as const;
    bindRoutes(server, { route }, { route: () => undefined });
  });
  await expect(forAnyone).rejects.toThrow('its callers have no plan');
});
