import { secondsAfter } from '@quartet/platform/clock';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { about, createInbox, type Inbox, recordingProjector } from '../testing/create-inbox.ts';

const DAY = 86_400;

let inbox: Inbox;
beforeEach(async () => {
  inbox = await createInbox(recordingProjector().projector);
});
afterEach(() => inbox.close());

test('events that came before their month had a partition move into it, and no event is lost', async () => {
  await inbox.deliver({ id: 'evt_1' });
  expect(await partitionOf('evt_1')).toBe('webhook_events_default');
  await inbox.webhooks.createPartitions();
  const month = inbox.clock.now().toISOString().slice(0, 7).replace('-', '_');
  expect(await partitionOf('evt_1')).toBe(`webhook_events_${month}`);
  await inbox.deliver({ id: 'evt_2' });
  expect(await partitionOf('evt_2')).toBe(`webhook_events_${month}`);
  expect((await inbox.webhooks.listLogs({ limit: 10 })).total).toBe(2);
});

test('two processes may make the same partitions at once', async () => {
  await Promise.all([inbox.webhooks, inbox.another()].map((webhooks) => webhooks.createPartitions()));
  expect((await partitions()).length).toBe(4);
});

test('months older than the log is kept leave, but for those with an event that waits', async () => {
  const now = inbox.clock.now();
  inbox.clock.advance(-600 * DAY);
  await inbox.webhooks.createPartitions();
  await inbox.deliver({ id: 'evt_waits', ...about('sub_1') });
  inbox.clock.advance(70 * DAY);
  await inbox.webhooks.createPartitions();
  await inbox.deliver({ id: 'evt_old', ...about('sub_2') });
  await inbox.rowsOf(sql`
    update webhook_event_states set status = 'processed', settled_at = now() where event_id = 'evt_old'`);
  inbox.clock.advance((now.getTime() - inbox.clock.now().getTime()) / 1000);
  await inbox.webhooks.createPartitions();

  const dropped = await inbox.webhooks.deleteOldPartitions();
  expect(dropped).toContain(`webhook_events_${monthOf(secondsAfter(now, -530 * DAY))}`);
  expect(await partitions()).toContain(`webhook_events_${monthOf(secondsAfter(now, -600 * DAY))}`);
  await expect(inbox.webhooks.readEvent({ event_id: 'evt_old' })).rejects.toThrow();
  expect(await inbox.statusOf('evt_waits')).toBe('pending');
  expect(await inbox.rowsOf(sql`select event_id from webhook_event_states`)).toEqual([
    { event_id: 'evt_waits' },
  ]);

  inbox.webhooks.workers.start();
  await vi.waitUntil(async () => (await inbox.statusOf('evt_waits')) === 'processed', { timeout: 20_000 });
});

test('nobody can have the months of the last 30 days dropped', async () => {
  await expect(inbox.db.orm.execute(sql`select drop_webhook_partitions(now())`)).rejects.toMatchObject({
    cause: { message: 'Months of the last 30 days are kept.' },
  });
});

function monthOf(moment: Date): string {
  return moment.toISOString().slice(0, 7).replace('-', '_');
}

async function partitionOf(eventId: string): Promise<unknown> {
  const [row] = await inbox.rowsOf(sql`
    select tableoid::regclass::text as partition from webhook_events where event_id = ${eventId}`);
  return row?.partition;
}

async function partitions(): Promise<unknown[]> {
  const rows = await inbox.rowsOf(sql`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'webhook_events'::regclass`);
  return rows.map(({ name }) => name);
}
