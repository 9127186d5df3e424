import { commonErrors, isDomainError } from '@quartet/platform/errors';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import type { Observation, Projection, Projector } from '../projector.ts';
import { about, createInbox, type Inbox, operator, settings } from '../testing/create-inbox.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const AS_OF = new Date('2026-03-01T12:00:00Z');

let inbox: Inbox;
afterEach(() => inbox.close());

test('an observation reaches the projector with the events, and enters the log in the same transaction', async () => {
  const seen: Projection[] = [];
  inbox = await createInbox(
    observing({
      project: (_tx, projection) => {
        seen.push(projection);
        return Promise.resolve({ ignored: [], changes: [], observedAsOf: AS_OF });
      },
    }),
  );
  inbox.webhooks.workers.start();
  await inbox.deliver({ id: 'evt_1', ...about('sub_1') });
  await settled();
  expect(seen.map(({ events, observation }) => [events[0]?.eventId, observation?.payload])).toEqual([
    ['evt_1', { id: 'sub_1', status: 'active' }],
  ]);
  const { items } = await inbox.webhooks.listLogs({ limit: 10, source: 'observed' });
  expect(items).toMatchObject([
    {
      event_id: expect.stringMatching(/^observation_/),
      type: 'observation',
      object: 'subscription:sub_1',
      status: 'processed',
      source: 'observed',
      created_at: AS_OF.toISOString(),
    },
  ]);
  const { payload, attempts } = await inbox.webhooks.readEvent({ event_id: items[0]?.event_id ?? '' });
  expect(payload).toEqual({ id: 'sub_1', status: 'active' });
  expect(attempts).toMatchObject([{ outcome: 'succeeded' }]);
});

test('an observation that the projector did not take, or whose projection was undone, is not in the log', async () => {
  let mayPass = false;
  inbox = await createInbox(
    observing({
      async project(_tx, { objectKey }) {
        if (objectKey.endsWith('sub_untaken')) return { ignored: [], changes: [] };
        if (mayPass) return { ignored: [], changes: [], observedAsOf: AS_OF };
        throw new Error('undone');
      },
    }),
  );
  inbox.webhooks.workers.start();
  await inbox.deliver({ id: 'evt_untaken', ...about('sub_untaken') });
  await inbox.deliver({ id: 'evt_undone', ...about('sub_undone') });
  await vi.waitUntil(async () => (await inbox.statusOf('evt_undone')) === 'parked', PATIENCE);
  await vi.waitUntil(async () => (await inbox.statusOf('evt_untaken')) === 'processed', PATIENCE);
  expect(await observations()).toEqual([]);
  mayPass = true;
  await inbox.webhooks.redrive({ caller: operator });
  await settled();
  expect(await observations()).toEqual(['subscription:sub_undone']);
});

test('a replay takes no observation, neither by its id nor by filter', async () => {
  inbox = await createInbox(observing({ project: taken }));
  inbox.webhooks.workers.start();
  await inbox.deliver({ id: 'evt_1', ...about('sub_1') });
  await settled();
  const [observation] = await inbox.rowsOf(
    sql`select event_id from webhook_events where source = 'observed'`,
  );
  await expect(
    inbox.webhooks.replayEvent({ caller: operator, event_id: String(observation?.event_id) }),
  ).rejects.toSatisfy((error) => isDomainError(error, commonErrors.notFound));
  const filter = { object: 'subscription:sub_1' };
  expect(await inbox.webhooks.replayFiltered({ caller: operator, filter, dry_run: false })).toMatchObject({
    events: 1,
    objects: 1,
  });
});

test('a slow look at an object keeps its lease by the heartbeat', async () => {
  const expiry = sql`select lease_until from webhook_objects`;
  const looks: string[] = [];
  const slow = observing({
    async observe({ objectKey }) {
      looks.push(objectKey);
      const [first] = await inbox.rowsOf(expiry);
      await vi.waitUntil(
        async () => (await inbox.rowsOf(expiry))[0]?.lease_until !== first?.lease_until,
        PATIENCE,
      );
      return undefined;
    },
  });
  inbox = await createInbox(slow);
  inbox.webhooks.workers.start();
  inbox.another().workers.start();
  await inbox.deliver({ id: 'evt_1', ...about('sub_1') });
  await settled();
  expect(looks).toEqual(['subscription:sub_1']);
  const { attempts } = await inbox.webhooks.readEvent({ event_id: 'evt_1' });
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['succeeded']);
});

test('a worker that lost its leases while their objects waited for a lane asks nobody about them', async () => {
  const gate = Promise.withResolvers<void>();
  const looks: string[] = [];
  inbox = await createInbox(
    observing({
      async observe({ objectKey }) {
        looks.push(objectKey);
        await gate.promise;
        return undefined;
      },
    }),
    { settings: { ...settings, concurrency: 1 } },
  );
  for (let index = 0; index < 12; index++) await inbox.deliver(about(`sub_${index}`));
  inbox.webhooks.workers.start();
  await vi.waitUntil(() => looks.length === 8, PATIENCE);
  await vi.waitUntil(
    async () => (await inbox.rowsOf(sql`select from webhook_objects where state = 'leased'`)).length === 12,
    PATIENCE,
  );
  await inbox.rowsOf(sql`
    update webhook_objects set fence = fence + 1, leased_by = 'another' where state = 'leased'`);
  const lanesAreFree = inbox.webhooks.workers.stop();
  gate.resolve();
  await lanesAreFree;
  expect(looks).toHaveLength(8);
  expect(await inbox.rowsOf(sql`select distinct leased_by from webhook_objects`)).toEqual([
    { leased_by: 'another' },
  ]);
});

function observing(changes: Partial<Projector>): Projector {
  return { observe: (object) => Promise.resolve(look(object.objectKey)), project: taken, ...changes };
}

function look(objectKey: string): Observation {
  return { payload: { id: objectKey.split(':')[1], status: 'active' }, observedAt: new Date() };
}

const taken: Projector['project'] = () => Promise.resolve({ ignored: [], changes: [], observedAsOf: AS_OF });

async function observations(): Promise<unknown[]> {
  const rows = await inbox.rowsOf(sql`select object_key from webhook_events where source = 'observed'`);
  return rows.map(({ object_key }) => object_key);
}

async function settled(): Promise<void> {
  await vi.waitUntil(
    async () => (await inbox.rowsOf(sql`select from webhook_objects`)).length === 0,
    PATIENCE,
  );
}
