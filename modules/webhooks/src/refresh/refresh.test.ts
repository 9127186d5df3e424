import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import type { Projector } from '../projector.ts';
import { about, createInbox, type Inbox, recordingProjector } from '../testing/create-inbox.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

let inbox: Inbox;
afterEach(() => inbox.close());

test('objects that are refreshed are projected without events, each once, by the workers', async () => {
  const { projector, projected } = countingProjector();
  inbox = await createInbox(projector);
  const objects = Array.from({ length: 2_500 }, (_, index) => objectNamed(`sub_${index}`));
  await inbox.webhooks.refresh(inbox.db.orm, [...objects, ...objects.slice(0, 10)]);
  inbox.webhooks.workers.start();
  await settled();
  expect(projected.toSorted()).toEqual(objects.map(({ objectKey }) => objectKey).toSorted());
});

test('a refresh of a transaction that is undone does not happen', async () => {
  inbox = await createInbox(recordingProjector().projector);
  await expect(
    inbox.db.transaction(async (tx) => {
      await inbox.webhooks.refresh(tx, [objectNamed('sub_1')]);
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  expect(await inbox.rowsOf(sql`select from webhook_objects`)).toEqual([]);
});

test('an attempt without events is recorded if it changed something, and only then', async () => {
  let changes: { subject: string; before: null; after: null }[] = [];
  inbox = await createInbox({ project: () => Promise.resolve({ ignored: [], changes }) });
  expect(await inbox.webhooks.refreshNow(objectNamed('sub_1'))).toBe(true);
  expect(await inbox.rowsOf(sql`select from webhook_attempts`)).toEqual([]);
  changes = [{ subject: 'subscription:sub_1', before: null, after: null }];
  expect(await inbox.webhooks.refreshNow(objectNamed('sub_1'))).toBe(true);
  expect(await inbox.rowsOf(sql`select changes, event_ids from webhook_attempts`)).toEqual([
    { changes, event_ids: [] },
  ]);
});

test('a process without workers brings an object up to date at once, its waiting events included', async () => {
  const { projector, seen } = recordingProjector();
  inbox = await createInbox(projector);
  await inbox.deliver({ id: 'evt_1', ...about('sub_1') });
  await inbox.deliver({ id: 'evt_2', ...about('sub_2') });
  expect(await inbox.webhooks.refreshNow(objectNamed('sub_1'))).toBe(true);
  expect(seen).toEqual(['evt_1']);
  expect(await inbox.statusOf('evt_1')).toBe('processed');
  expect(await inbox.statusOf('evt_2')).toBe('pending');
});

test('a refresh waits for the worker that has the object, and then looks again', async () => {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  inbox = await createInbox({
    async project() {
      begun.resolve();
      await gate.promise;
      return { ignored: [], changes: [] };
    },
  });
  const { projector, projected } = countingProjector();
  const api = inbox.another({ projector });
  await inbox.deliver(about('sub_1'));
  inbox.webhooks.workers.start();
  await begun.promise;
  const stopped = inbox.webhooks.workers.stop();
  const refreshed = api.refreshNow(objectNamed('sub_1'));
  await vi.waitUntil(
    async () => (await inbox.rowsOf(sql`select from webhook_objects where marks = 2`)).length === 1,
    PATIENCE,
  );
  gate.resolve();
  await stopped;
  expect(await refreshed).toBe(true);
  expect(projected).toEqual(['subscription:sub_1']);
});

test('a refresh gives up on an object that another worker keeps, and on one that fails or is parked', async () => {
  inbox = await createInbox({ project: () => Promise.reject(new Error('poison')) });
  const state = () => inbox.rowsOf(sql`select state from webhook_objects`);
  expect(await inbox.webhooks.refreshNow(objectNamed('sub_1'))).toBe(false);
  expect(await state()).toEqual([{ state: 'pending' }]);
  await inbox.rowsOf(sql`update webhook_objects set state = 'parked', parked_at = now()`);
  expect(await inbox.webhooks.refreshNow(objectNamed('sub_1'))).toBe(false);
  expect(await state()).toEqual([{ state: 'parked' }]);
  await inbox.rowsOf(sql`
    update webhook_objects set state = 'leased', parked_at = null, leased_by = 'another', lease_until = now() + interval '1 hour'`);
  expect(await inbox.webhooks.refreshNow(objectNamed('sub_1'))).toBe(false);
  expect(await state()).toEqual([{ state: 'leased' }]);
});

function objectNamed(subscription: string) {
  return { provider: 'stripe', account: '', livemode: true, objectKey: `subscription:${subscription}` };
}

/** Counts how often each object was projected. */
function countingProjector() {
  const projected: string[] = [];
  const projector: Projector = {
    project: (_tx, { objectKey }) => {
      projected.push(objectKey);
      return Promise.resolve({ ignored: [], changes: [] });
    },
  };
  return { projector, projected };
}

async function settled(): Promise<void> {
  await vi.waitUntil(
    async () => (await inbox.rowsOf(sql`select from webhook_objects`)).length === 0,
    PATIENCE,
  );
}
