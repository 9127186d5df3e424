import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import type { Projector } from '../projector.ts';
import {
  about,
  createInbox,
  deliverTo,
  eventOf,
  type Inbox,
  operator,
  recordingProjector,
} from '../testing/create-inbox.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

let inbox: Inbox;
afterEach(() => inbox.close());

test('events of an object are given together, by their time at the provider, then by arrival', async () => {
  const given: string[][] = [];
  inbox = await createInbox({
    project: (_tx, { events }) => {
      given.push(events.map(({ eventId }) => eventId));
      return Promise.resolve({ ignored: [], changes: [] });
    },
  });
  await inbox.deliver({ id: 'evt_late', created: 200, ...about('sub_1') });
  await inbox.deliver({ id: 'evt_same_1', created: 100, ...about('sub_1') });
  await inbox.deliver({ id: 'evt_same_0', created: 100, ...about('sub_1') });
  await inbox.deliver({ id: 'evt_early', created: 50, ...about('sub_1') });
  inbox.webhooks.workers.start();
  await settled();
  expect(given).toEqual([['evt_early', 'evt_same_1', 'evt_same_0', 'evt_late']]);
});

test('one of 50 parallel deliveries is processed, once', async () => {
  const { projector, seen } = recordingProjector();
  inbox = await createInbox(projector);
  inbox.webhooks.workers.start();
  const event = eventOf(about('sub_1'));
  await Promise.all(Array.from({ length: 50 }, () => inbox.deliver(event)));
  await settled();
  expect(seen).toEqual([event.id]);
});

test('a type that nobody handles is stored and marked ignored', async () => {
  inbox = await createInbox({
    project: (_tx, { events }) =>
      Promise.resolve({
        ignored: events.filter(({ type }) => type === 'unheard.of').map(({ eventId }) => eventId),
        changes: [],
      }),
  });
  inbox.webhooks.workers.start();
  await inbox.deliver({ id: 'evt_known', ...about('sub_1') });
  await inbox.deliver({ id: 'evt_unknown', type: 'unheard.of', ...about('sub_1') });
  await settled();
  expect([await inbox.statusOf('evt_known'), await inbox.statusOf('evt_unknown')]).toEqual([
    'processed',
    'ignored',
  ]);
});

test('a poison event is parked after its attempts, others go on, and a redrive after the fix heals it', async () => {
  let isMended = false;
  const { projector: recorder, seen } = recordingProjector();
  inbox = await createInbox({
    project: async (tx, projection) => {
      if (projection.objectKey.endsWith('sub_poison') && !isMended) throw new TypeError('poison');
      return await recorder.project(tx, projection);
    },
  });
  inbox.webhooks.workers.start();
  await inbox.deliver({ id: 'evt_poison', ...about('sub_poison') });
  await vi.waitUntil(async () => (await inbox.statusOf('evt_poison')) === 'parked', PATIENCE);
  await inbox.deliver({ id: 'evt_behind', ...about('sub_poison') });
  await inbox.deliver({ id: 'evt_other', ...about('sub_other') });
  await vi.waitUntil(async () => (await inbox.statusOf('evt_other')) === 'processed', PATIENCE);

  const { attempts } = await inbox.webhooks.readEvent({ event_id: 'evt_poison' });
  expect(attempts.map(({ attempt, outcome, error }) => [attempt, outcome, error])).toEqual([
    [3, 'parked', { name: 'TypeError', message: 'poison' }],
    [2, 'failed', { name: 'TypeError', message: 'poison' }],
    [1, 'failed', { name: 'TypeError', message: 'poison' }],
  ]);
  const { items } = await inbox.webhooks.listDeadLetters({ limit: 10 });
  expect(items).toMatchObject([
    {
      object: 'subscription:sub_poison',
      events: 2,
      oldest_event_id: 'evt_poison',
      attempts: 3,
      error: { message: 'poison' },
    },
  ]);

  isMended = true;
  expect(await inbox.webhooks.redrive({ caller: operator })).toEqual({
    status: 'redrive_accepted',
    objects: 1,
  });
  await settled();
  expect(seen).toEqual(['evt_other', 'evt_poison', 'evt_behind']);
  expect((await inbox.webhooks.listDeadLetters({ limit: 10 })).items).toEqual([]);
});

test('two pools at once never work on one object at the same time, and do each event once', async () => {
  const running = new Set<string>();
  const overlaps: string[] = [];
  const seen: string[] = [];
  const projector: Projector = {
    async project(_tx, { objectKey, events }) {
      if (running.has(objectKey)) overlaps.push(objectKey);
      running.add(objectKey);
      await sleep(Math.random() * 4);
      running.delete(objectKey);
      seen.push(...events.map(({ eventId }) => eventId));
      return { ignored: [], changes: [] };
    },
  };
  inbox = await createInbox(projector);
  const pools = [inbox.webhooks, inbox.another()];
  for (const { workers } of pools) workers.start();
  const events = Array.from({ length: 400 }, (_, index) => eventOf(about(`sub_${index % 7}`)));
  await Promise.all(events.map((event, index) => deliverTo(pools[index % 2] ?? inbox.webhooks, event)));
  await settled();
  expect(overlaps).toEqual([]);
  expect(seen.toSorted()).toEqual(events.map(({ id }) => id).toSorted());
});

test('a worker that was silent for longer than its lease commits nothing of what it then does', async () => {
  const blocked = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const zombie: Projector = {
    async project(tx) {
      begun.resolve();
      await blocked.promise;
      await tx.execute(
        sql`insert into effects (key, kind, payload, created_at) values ('zombie', 'x', '{}', now())`,
      );
      return { ignored: [], changes: [] };
    },
  };
  inbox = await createInbox(zombie);
  const { projector: recorder, seen } = recordingProjector();
  const taken = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<void>();
  const successor = inbox.another({
    projector: {
      async project(tx, projection) {
        taken.resolve();
        await finished.promise;
        return await recorder.project(tx, projection);
      },
    },
  });
  const { id } = eventOf();
  await inbox.deliver({ id, ...about('sub_1') });
  inbox.webhooks.workers.start();
  await begun.promise;
  const stopped = inbox.webhooks.workers.stop();
  // As if its process had stood still: the lease runs out without a heartbeat, and the fence moves on.
  await inbox.rowsOf(sql`
    update webhook_objects set state = 'pending', lease_until = null, leased_by = null where state = 'leased'`);
  successor.workers.start();
  await taken.promise;
  blocked.resolve();
  await stopped;
  finished.resolve();
  await settled();
  expect(seen).toEqual([id]);
  expect(await inbox.rowsOf(sql`select key from effects`)).toEqual([]);
});

test('work that takes longer than a lease keeps it by its heartbeat', async () => {
  const { projector: recorder, seen } = recordingProjector();
  const others = recordingProjector();
  const expiry = sql`select lease_until from webhook_objects`;
  inbox = await createInbox({
    async project(tx, projection) {
      const [first] = await inbox.rowsOf(expiry);
      await vi.waitUntil(
        async () => (await inbox.rowsOf(expiry))[0]?.lease_until !== first?.lease_until,
        PATIENCE,
      );
      return await recorder.project(tx, projection);
    },
  });
  inbox.webhooks.workers.start();
  inbox.another({ projector: others.projector }).workers.start();
  await inbox.deliver({ id: 'evt_1', ...about('sub_1') });
  await settled();
  expect([...seen, ...others.seen]).toEqual(['evt_1']);
});

test('a worker that is stopped gives back what it has not begun, as if it had never had it', async () => {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  inbox = await createInbox({
    async project() {
      begun.resolve();
      await gate.promise;
      return { ignored: [], changes: [] };
    },
  });
  for (let index = 0; index < 40; index++) await inbox.deliver(about(`sub_${index}`));
  inbox.webhooks.workers.start();
  await begun.promise;
  await vi.waitUntil(
    async () => (await inbox.rowsOf(sql`select from webhook_objects where state = 'leased'`)).length === 40,
    PATIENCE,
  );
  const stopped = inbox.webhooks.workers.stop();
  gate.resolve();
  await stopped;
  const left = await inbox.rowsOf(sql`select distinct state, attempts from webhook_objects`);
  expect(left).toEqual([{ state: 'pending', attempts: 0 }]);
});

test('an event that comes while its object is being worked on is not lost', async () => {
  const first = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const seen: string[][] = [];
  inbox = await createInbox({
    async project(_tx, { events }) {
      seen.push(events.map(({ eventId }) => eventId));
      begun.resolve();
      await first.promise;
      return { ignored: [], changes: [] };
    },
  });
  inbox.webhooks.workers.start();
  await inbox.deliver({ id: 'evt_1', ...about('sub_1') });
  await begun.promise;
  expect(await inbox.deliver({ id: 'evt_2', ...about('sub_1') })).toMatchObject({ status: 'accepted' });
  first.resolve();
  await settled();
  expect(seen).toEqual([['evt_1'], ['evt_2']]);
});

async function settled(): Promise<void> {
  await vi.waitUntil(async () => {
    const [row] = await inbox.rowsOf(sql`select count(*) from webhook_objects`);
    return row?.count === '0';
  }, PATIENCE);
}
