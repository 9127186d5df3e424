import { seedPlans } from '@quartet/billing';
import { createDatabase, type Database } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { stripeProvider } from '@quartet/webhooks';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { bodyOfClone, leadLivesToClone } from '../lives/cloned-lives.ts';
import type { LedLife } from '../lives/lead-life.ts';
import { compareClones } from './compare-clones.ts';
import { byOperator, startInbox } from './start-inbox.ts';

const AT_LEAST = 100_000;
const LIVES = 25;
const CLONES = 10;
/** Megabytes of heap: the service alone takes about half of it, the log that is replayed several times as much. */
const HEAP = 96;

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

let database: TestDatabase;
let db: Database;
let lives: LedLife[];
let total: number;

beforeAll(async () => {
  [database, lives] = await Promise.all([createTestDatabase(), leadLivesToClone(LIVES)]);
  const log = createLog({ service: 'replay-test', level: 'silent' });
  db = createDatabase({ url: database.url, applicationName: 'replay-test', log });
  const owner = createDatabase({ url: database.ownerUrl, applicationName: 'owner', actsAs: 'login', log });
  await seedPlans(owner);
  await owner.close();
  total = await fillLog();
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

test('100,000 events are replayed in a small heap, through a kill -9 in the middle, each once', async () => {
  const first = await startInbox(database.url, { nodeArguments: [`--max-old-space-size=${HEAP}`] });
  onTestFinished(() => first.kill());
  const response = await fetch(`${first.url}/api/webhooks/replay`, {
    method: 'POST',
    headers: byOperator,
    body: JSON.stringify({ filter: { provider: 'stripe' } }),
  });
  const { events, replay_id } = z
    .object({ events: z.int(), replay_id: z.string() })
    .parse(await response.json());
  expect(events).toBe(total);
  const replayed = async () => {
    const { rows } = await db.orm.execute<{ events: string; finished_at: string | null }>(
      sql`select events, finished_at from webhook_replays where id = ${replay_id}`,
    );
    return { events: Number(rows[0]?.events), isFinished: rows[0]?.finished_at !== null };
  };
  await vi.waitUntil(async () => (await replayed()).events > total / 4, { timeout: 60_000, interval: 5 });
  await first.kill();
  expect(await replayed()).toMatchObject({ isFinished: false });

  const second = await startInbox(database.url, { nodeArguments: [`--max-old-space-size=${HEAP}`] });
  onTestFinished(() => second.stop());
  const isDone = async () => {
    if (!second.isRunning()) throw new Error('The process ended: its heap was too small.');
    const { rows } = await db.orm.execute(sql`select from webhook_objects limit 1`);
    return (await replayed()).isFinished && rows.length === 0;
  };
  await vi.waitUntil(isDone, { timeout: 400_000, interval: 100 });

  expect(await replayed()).toEqual({ events: total, isFinished: true });
  const { rows } = await db.orm.execute(sql`
    select status, replay_count, count(*)::int from webhook_event_states group by 1, 2`);
  expect(rows).toEqual([{ status: 'processed', replay_count: 1, count: total }]);
  expect(await compareClones(db, lives, CLONES)).toEqual([]);
});

/**
 * A log of events that were settled long ago, of a projection that is gone: those of all clones, again and again
 * under other ids, until there are enough.
 *
 * @returns how many they are
 */
async function fillLog(): Promise<number> {
  const bodies = lives.flatMap(({ events }) =>
    Array.from({ length: CLONES }, (_, clone) => events.map((event) => bodyOfClone(event, clone))).flat(),
  );
  const rows = bodies.map((body) => {
    const payload = Buffer.from(body);
    const receivedAt = new Date();
    const identity = stripeProvider({ secrets: [] }).identify(JSON.parse(body), {
      body: payload,
      headers: {},
      receivedAt,
    });
    return { ...identity, body };
  });
  const copies = Math.ceil(AT_LEAST / bodies.length);
  await db.orm.execute(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as event ("eventId" text, type text, "objectKey" text, "createdAt" timestamptz, body text)
    ), copies as (
      select * from generate_series(1, ${copies}::int) as copy, given
    ), states as (
      insert into webhook_event_states (
        provider, account, livemode, event_id, received_at, created_at, object_key, status, settled_at)
      select 'stripe', '', false, "eventId" || 'c' || copy, now() - interval '1 hour', "createdAt", "objectKey",
             'processed', now() from copies
      returning *
    )
    insert into webhook_events (
      received_at, position, provider, account, livemode, event_id, type, object_key, created_at, source, payload)
    select received_at, position, provider, account, livemode, event_id, type, object_key, created_at, 'signed',
           convert_to(body, 'UTF8')
      from states join copies on event_id = "eventId" || 'c' || copy`);
  return copies * bodies.length;
}
