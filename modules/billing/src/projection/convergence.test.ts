import type { Database } from '@quartet/platform/database';
import type { SimulatedEvent } from '@quartet/stripe-simulator';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DAY, type Life, liveHalfAYear, START } from '../testing/live-half-a-year.ts';
import { type ProjectedInbox, startProjectedInbox } from '../testing/projected-inbox.ts';
import { tables } from './tables.ts';

const clock = { now: () => new Date((START + 190 * DAY) * 1000) };

let inbox: ProjectedInbox;
let db: Database;
let life: Life;

beforeAll(async () => {
  inbox = await startProjectedInbox({ clock });
  db = inbox.db;
  life = await liveHalfAYear();
});
afterAll(() => inbox.close());
beforeEach(() => inbox.forget());

it('ends in what Stripe says in the end', async () => {
  await deliverInBatchesOf(1, life.events);
  expect(life.objects.size).toBeGreaterThan(15);
  for (const [objectKey, object] of life.objects) {
    const { changes } = await inbox.observe(objectKey, object);
    expect(changes).toEqual([]);
  }
});

it('makes one effect of each thing that happened', async () => {
  await deliverInBatchesOf(1, life.events);
  const { effects } = await projection();
  const counts = Object.groupBy(effects, (key) => key.split(':')[0] ?? '');
  expect(Object.fromEntries(Object.entries(counts).map(([kind, keys]) => [kind, keys?.length]))).toEqual({
    cancellation_scheduled: 2,
    payment_failed: 3,
    receipt: 4,
    refund: 2,
    subscription_ended: 1,
    subscription_started: 1,
    trial_ending: 1,
  });
});

it('ends in the same state with the same effects, whatever the order, the copies and the batches', async () => {
  await deliverInBatchesOf(1, life.events);
  const expected = await projection();
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...life.events, ...life.events.slice(0, 40)], {
        minLength: life.events.length + 40,
      }),
      fc.constantFrom(1, 2, 7, 50, 1_000),
      async (events, size) => {
        await inbox.forget();
        await deliverInBatchesOf(size, events);
        expect(await projection()).toEqual(expected);
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

async function deliverInBatchesOf(size: number, events: readonly SimulatedEvent[]) {
  for (let at = 0; at < events.length; at += size) await inbox.deliver(events.slice(at, at + size));
}

/** Every row but for how far it can be relied on, and the key of every effect. */
async function projection(): Promise<{ effects: string[]; rows: Record<string, unknown[]> }> {
  const rowsOf = async (table: string, key: string) => {
    const { rows } = await db.orm.execute<{ row: unknown }>(
      sql.raw(`select to_jsonb(t) - 'as_of' - 'is_provisional' as row from ${table} t order by ${key}`),
    );
    return rows.map(({ row }) => row);
  };
  const entries = await Promise.all(
    Object.entries(tables).map(
      async ([table, { key }]): Promise<[string, unknown[]]> => [table, await rowsOf(table, key)],
    ),
  );
  const effects = await db.orm.execute<{ key: string }>(sql`select key from effects order by key`);
  return {
    rows: { ...Object.fromEntries(entries), subscription_items: await rowsOf('subscription_items', 'id') },
    effects: effects.rows.map(({ key }) => key),
  };
}
