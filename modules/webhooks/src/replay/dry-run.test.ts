import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { contentHash } from '../testing/content-hash.ts';
import { about, createInbox, type Inbox, operator } from '../testing/create-inbox.ts';
import { createNewestEventTables, newestEventProjector } from '../testing/newest-event.ts';

const NOON = 1_772_366_400;

let inbox: Inbox;
afterEach(() => inbox.close());

test('a dry run tells what a replay would change, and changes nothing, whatever the projector writes and plans', async () => {
  await start();
  await inbox.rowsOf(sql`
    update newest_events set event_id = 'evt_wrong', created_at = '2020-01-01' where object_key = 'subscription:sub_1'`);
  const before = await contentHash(inbox);
  expect(await dryRun({})).toEqual({
    status: 'dry_run',
    replay_id: null,
    events: 6,
    objects: 3,
    comparison: {
      examined_objects: 3,
      is_complete: true,
      differing_objects: 1,
      failing_objects: 0,
      differences: [
        { subject: 'subscription:sub_1', before: { event: 'evt_wrong' }, after: { event: 'evt_1_new' } },
      ],
    },
  });
  expect(await contentHash(inbox)).toBe(before);
});

test('of a dry run the objects count that a replay would fail at, and the others are compared', async () => {
  await start();
  const poisoned = inbox.another({
    projector: {
      async project(tx, projection) {
        if (projection.objectKey.endsWith('sub_0')) throw new Error('poison');
        return await newestEventProjector.project(tx, projection);
      },
    },
  });
  const { comparison } = await poisoned.replayFiltered({ caller: operator, filter: {}, dry_run: true });
  expect(comparison).toMatchObject({ examined_objects: 3, differing_objects: 0, failing_objects: 1 });
});

test('a dry run shows the first 100 differences, looks at 1,000 objects, and asks nobody about them', async () => {
  const given: number[] = [];
  inbox = await createInbox({
    observe: () => Promise.reject(new Error('nobody is asked')),
    project: (_tx, { objectKey, events }) => {
      given.push(events.length);
      const change = { subject: objectKey, before: null, after: { events: events.length } };
      return Promise.resolve({ ignored: [], changes: [change] });
    },
  });
  await fill({ type: 'of.many', events: 1_100, objects: 1_100 });
  await fill({ type: 'of.one', events: 450, objects: 1 });
  const { comparison } = await dryRun({ type: 'of.many' });
  expect(comparison).toMatchObject({ examined_objects: 1_000, is_complete: false, differing_objects: 1_000 });
  expect(comparison?.differences).toHaveLength(100);
  given.length = 0;
  expect((await dryRun({ type: 'of.one' })).comparison).toMatchObject({ differing_objects: 1 });
  expect(given).toEqual([200, 200, 50]);
});

async function start(): Promise<void> {
  inbox = await createInbox(newestEventProjector);
  await createNewestEventTables(inbox);
  for (let index = 0; index < 3; index++) {
    await inbox.deliver({ id: `evt_${index}_old`, created: NOON, ...about(`sub_${index}`) });
    await inbox.deliver({ id: `evt_${index}_new`, created: NOON + 1, ...about(`sub_${index}`) });
  }
  inbox.webhooks.workers.start();
  await vi.waitUntil(async () => (await inbox.rowsOf(sql`select from webhook_objects`)).length === 0, {
    timeout: 20_000,
  });
  await inbox.webhooks.workers.stop();
}

function dryRun(filter: { type?: string }) {
  return inbox.webhooks.replayFiltered({ caller: operator, filter, dry_run: true });
}

interface Filling {
  type: string;
  events: number;
  objects: number;
}

/** Puts settled events into the log, faster than by delivery. */
async function fill({ type, events, objects }: Filling): Promise<void> {
  await inbox.rowsOf(sql`
    with states as (
      insert into webhook_event_states (provider, account, livemode, event_id, received_at, created_at, object_key, status, settled_at)
      select 'stripe', '', true, format('evt_%s_%s', ${type}::text, n), now(), now(),
             format('object:%s_%s', ${type}::text, n % ${objects}::int), 'processed', now()
        from generate_series(1, ${events}::int) n
      returning *
    )
    insert into webhook_events (received_at, position, provider, account, livemode, event_id, type, object_key, created_at, source, payload)
    select received_at, position, provider, account, livemode, event_id, ${type}, object_key, created_at, 'signed', '{}' from states`);
}
