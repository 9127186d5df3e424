import type { Database } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { contentHash } from '../testing/content-hash.ts';
import { about, createInbox, type Inbox, operator, recordingProjector } from '../testing/create-inbox.ts';
import { continueReplay } from './continue-replay.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

let inbox: Inbox;
let seen: string[];
beforeEach(async () => {
  const recording = recordingProjector();
  seen = recording.seen;
  inbox = await createInbox(recording.projector);
  inbox.webhooks.workers.start();
});
afterEach(() => inbox.close());

test('a replayed event is processed again, and counts its replays', async () => {
  await inbox.deliver({ id: 'evt_1', ...about('sub_1') });
  await untilSeen(1);
  const replay = () => inbox.webhooks.replayEvent({ caller: operator, event_id: 'evt_1' });
  expect(await replay()).toEqual({ status: 'replay_accepted', event_id: 'evt_1', replay_count: 1 });
  await untilSeen(2);
  expect(await replay()).toMatchObject({ replay_count: 2 });
  await untilSeen(3);
  expect(seen).toEqual(['evt_1', 'evt_1', 'evt_1']);
});

test('an event that is replayed while it is being processed is processed once more', async () => {
  const gate = Promise.withResolvers<void>();
  await inbox.webhooks.workers.stop();
  const slow = inbox.another({
    projector: {
      async project(_tx, { events }) {
        seen.push(...events.map(({ eventId }) => eventId));
        await gate.promise;
        return { ignored: [], changes: [] };
      },
    },
  });
  slow.workers.start();
  await inbox.deliver({ id: 'evt_1', ...about('sub_1') });
  await untilSeen(1);
  await inbox.webhooks.replayEvent({ caller: operator, event_id: 'evt_1' });
  gate.resolve();
  await untilSeen(2);
  await vi.waitUntil(async () => (await inbox.statusOf('evt_1')) === 'processed', PATIENCE);
});

test('a dry run counts what a replay would take, and changes nothing', async () => {
  await deliverSome();
  await inbox.webhooks.workers.stop();
  const before = await contentHash(inbox);
  const filter = { type: 'invoice.paid' };
  expect(await inbox.webhooks.replayFiltered({ caller: operator, filter, dry_run: true })).toEqual({
    status: 'dry_run',
    replay_id: null,
    events: 6,
    objects: 2,
    comparison: expect.objectContaining({ examined_objects: 2, differing_objects: 0 }),
  });
  expect(await contentHash(inbox)).toBe(before);
});

test('a replay by filter takes exactly what the filter fits, up to the moment of its request', async () => {
  await deliverSome();
  inbox.clock.advance(1);
  const { replay_id, events } = await inbox.webhooks.replayFiltered({
    caller: operator,
    filter: { type: 'invoice.paid' },
    dry_run: false,
  });
  expect(events).toBe(6);
  const finished = await untilFinished(replay_id);
  expect(finished.events).toBe(6);
  await untilSeen(18);
  const again = seen.slice(12);
  expect(again.every((id) => id.startsWith('evt_paid'))).toBe(true);
});

test('a replay goes on from where a process left it, and takes no event twice', async () => {
  await inbox.webhooks.workers.stop();
  await fill(2_500);
  inbox.clock.advance(1);
  const { replay_id } = await inbox.webhooks.replayFiltered({ caller: operator, filter: {}, dry_run: false });
  // One batch, and then, as if its process had been killed in the middle of the next, one that is undone.
  const core = { db: inbox.db, clock: inbox.clock };
  expect(await continueReplay(core)).toBe(true);
  await expect(
    inbox.db.transaction(async (tx) => {
      const db: Database = { ...inbox.db, transaction: (work) => work(tx) };
      await continueReplay({ db, clock: inbox.clock });
      throw new Error('killed');
    }),
  ).rejects.toThrow('killed');
  while (await continueReplay(core));
  expect(
    await inbox.rowsOf(sql`select replay_count, count(*)::int from webhook_event_states group by 1`),
  ).toEqual([{ replay_count: 1, count: 2_500 }]);
  expect((await untilFinished(replay_id)).events).toBe(2_500);
});

test('an event that waits already is left out of a replay by filter', async () => {
  await inbox.webhooks.workers.stop();
  await inbox.deliver({ id: 'evt_waiting' });
  const { events } = await inbox.webhooks.replayFiltered({ caller: operator, filter: {}, dry_run: true });
  expect(events).toBe(0);
});

async function deliverSome(): Promise<void> {
  for (let index = 0; index < 6; index++) {
    await inbox.deliver({ id: `evt_paid_${index}`, type: 'invoice.paid', ...about(`sub_${index % 2}`) });
    await inbox.deliver({ id: `evt_void_${index}`, type: 'invoice.voided', ...about(`sub_${index % 2}`) });
  }
  await untilSeen(12);
  await vi.waitUntil(
    async () => (await inbox.rowsOf(sql`select from webhook_objects`)).length === 0,
    PATIENCE,
  );
}

/** Puts settled events into the log, faster than by delivery. */
async function fill(count: number): Promise<void> {
  await inbox.rowsOf(sql`
    with states as (
      insert into webhook_event_states (provider, account, livemode, event_id, received_at, created_at, object_key, status, settled_at)
      select 'stripe', '', true, 'evt_' || n, now() - interval '1 hour' + n * interval '1 ms', now(), 'object:' || n % 10, 'processed', now()
        from generate_series(1, ${count}::int) n
      returning *
    )
    insert into webhook_events (received_at, position, provider, account, livemode, event_id, type, object_key, created_at, source, payload)
    select received_at, position, provider, account, livemode, event_id, 'a.b', object_key, created_at, 'signed', '{}' from states`);
}

function untilSeen(count: number): Promise<boolean> {
  return vi.waitUntil(() => seen.length === count, PATIENCE);
}

async function untilFinished(id: string | null) {
  const { replay } = await vi.waitUntil(async () => {
    const found = await inbox.webhooks.readReplay({ replay_id: id ?? '' });
    return found.replay.finished_at !== null && found;
  }, PATIENCE);
  return replay;
}
