import type { LogEntry, ObjectName } from '@quartet/webhooks';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DAY, type Life, liveHalfAYear, START } from '../testing/live-half-a-year.ts';
import { type ProjectedInbox, startProjectedInbox } from '../testing/projected-inbox.ts';
import { NOTHING_THERE } from './snapshot.ts';

const clock = { now: () => new Date((START + 190 * DAY) * 1000) };

let inbox: ProjectedInbox;
let life: Life;
let name: ObjectName;
let log: LogEntry[];
beforeAll(async () => {
  inbox = await startProjectedInbox({ clock });
  life = await liveHalfAYear();
  const told = life.events
    .map(inbox.read)
    .filter(({ object }) => object.objectKey.startsWith('subscription:'));
  const [first] = told;
  if (first === undefined) throw new Error('Nobody subscribed.');
  name = first.object;
  log = told.map(({ event }) => ({ kind: 'event', event }));
});
afterAll(() => inbox.close());
beforeEach(async () => {
  await inbox.forget();
  await inbox.deliver(life.events);
});

const rows = async () => ({
  subscriptions: (await inbox.db.orm.execute(sql`select id from subscriptions`)).rows.length,
  items: (await inbox.db.orm.execute(sql`select id from subscription_items`)).rows.length,
});

test('a look that finds nothing takes the row and its children away, and a rebuild agrees', async () => {
  expect(await rows()).toEqual({ subscriptions: 1, items: 1 });
  const outcome = await inbox.observe(name.objectKey, NOTHING_THERE);
  expect(outcome.changes).toMatchObject([
    { subject: name.objectKey, after: null },
    { subject: expect.stringMatching(/^subscription_item:/), after: null },
  ]);
  expect(await rows()).toEqual({ subscriptions: 0, items: 0 });
  const { observedAsOf: asOf } = outcome;
  if (asOf === undefined) throw new Error('The look did not enter the log.');
  const { shadow } = inbox.projector;
  await inbox.db.transaction(async (tx) => {
    await shadow?.clear(tx);
    await shadow?.build(tx, name, [...log, { kind: 'observation', asOf, payload: NOTHING_THERE }]);
    expect((await tx.execute(sql`select from shadow.subscriptions`)).rows).toEqual([]);
  });
});

test('a later look that finds the object again brings its row back', async () => {
  await inbox.observe(name.objectKey, NOTHING_THERE);
  await inbox.observe(name.objectKey, life.objects.get(name.objectKey));
  expect(await rows()).toEqual({ subscriptions: 1, items: 1 });
});

test('what events tell of is not taken away by the look that they cause, and nothing is made of nothing', async () => {
  const last = log.at(-1);
  const observation = { payload: NOTHING_THERE, observedAt: clock.now() };
  await inbox.project(name, last?.kind === 'event' ? [last.event] : [], observation);
  expect(await rows()).toEqual({ subscriptions: 1, items: 1 });
  expect(await inbox.observe('subscription:sub_unknown', NOTHING_THERE)).toEqual({
    ignored: [],
    changes: [],
  });
});

test('one who was deleted by an event stays known as deleted', async () => {
  await inbox.db.orm.execute(sql`update customers set is_deleted = true`);
  const { rows: customers } = await inbox.db.orm.execute<{ id: string }>(sql`select id from customers`);
  await inbox.observe(`customer:${customers[0]?.id}`, NOTHING_THERE);
  expect((await inbox.db.orm.execute(sql`select is_deleted from customers`)).rows).toEqual([
    { is_deleted: true },
  ]);
});
