import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { countRequests } from '../testing/count-requests.ts';
import { type InboxOptions, type StartedInbox, startInbox } from '../testing/start-inbox.ts';
import { priceOf, subscribeTo } from '../testing/subscribe.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

let inbox: StartedInbox;
afterEach(async () => {
  vi.useRealTimers();
  await inbox.close();
});

test('an object is read once for all the events that wait, and its state is then certain', async () => {
  await start();
  const id = await subscribeTo(inbox, await priceOf(inbox));
  await inbox.simulator.request('POST', `/v1/subscriptions/${id}`, { cancel_at_period_end: true });
  await inbox.simulator.flush();
  using counted = countRequests();
  inbox.webhooks.workers.start();
  await untilSettled();
  expect(await subscription(id)).toMatchObject({ cancel_at_period_end: true, is_provisional: false });
  expect(counted.requests.filter(({ path }) => path.includes(id))).toHaveLength(1);
});

test.each([
  ['limits us', { kind: 'error', status: 429 }],
  ['fails', { kind: 'error', status: 500 }],
  ['hangs up', { kind: 'disconnect' }],
  ['is slow', { kind: 'delay', delayMs: 30_000 }],
] as const)('while Stripe %s, state is made of events, and certain once it is back', async (_how, fault) => {
  await start({ timeoutMs: 1_000 });
  const id = await subscribeTo(inbox, await priceOf(inbox));
  await inbox.simulator.flush();
  await inbox.simulator.setApiFaults([fault]);
  inbox.webhooks.workers.start();
  await untilSettled();
  expect(await subscription(id)).toMatchObject({ status: 'active', is_provisional: true });

  await inbox.simulator.setApiFaults([]);
  await vi.waitUntil(async () => {
    inTheFuture(61);
    await inbox.heal();
    await untilSettled();
    return (await provisional()) === 0;
  }, PATIENCE);
  expect(await subscription(id)).toMatchObject({ status: 'active', is_provisional: false });
});

test('the budget is kept, whatever comes, and what went beyond it is looked at later', async () => {
  await start({ readsPerSecond: 10 });
  const price = await priceOf(inbox);
  for (let count = 0; count < 4; count += 1) await subscribeTo(inbox, price);
  await inbox.simulator.flush();
  using counted = countRequests();
  inbox.webhooks.workers.start();
  await untilSettled();
  const left = await provisional();
  expect(left).toBeGreaterThan(0);

  await vi.waitUntil(async () => {
    await inbox.heal();
    await untilSettled();
    return (await provisional()) === 0;
  }, PATIENCE);
  const seconds = ((counted.requests.at(-1)?.at ?? 0) - (counted.requests[0]?.at ?? 0)) / 1_000;
  expect(counted.requests.length).toBeGreaterThanOrEqual(left);
  expect(counted.requests.length).toBeLessThanOrEqual(10 * (Math.floor(seconds) + 1));
});

test('while Stripe is away a round of healing asks of one object of its mode, of another each time', async () => {
  await start();
  await inbox.simulator.setApiFaults([{ kind: 'error', status: 500 }]);
  await inbox.db.orm.execute(sql`
    insert into payment_methods (id, type, livemode, as_of, is_provisional)
    select 'pm_' || n, 'card', n > 3, now() - interval '1 day' * n, true from generate_series(1, 4) n`);
  for (let count = 0; count < 3; count += 1)
    await inbox.reads.now(() => inbox.gateway.readObject('payment_method:pm_1'));
  const asked: unknown[] = [];
  for (let round = 0; round < 4; round += 1) {
    await inbox.heal();
    asked.push(...(await inbox.rowsOf(sql`select object_key from webhook_objects`)));
    await inbox.db.orm.execute(sql`delete from webhook_objects`);
  }
  expect(asked).toEqual(
    ['pm_3', 'pm_2', 'pm_1', 'pm_3'].map((id) => ({ object_key: `payment_method:${id}` })),
  );
});

async function start(options: InboxOptions = {}): Promise<void> {
  inbox = await startInbox(options);
}

function inTheFuture(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1_000);
}

async function untilSettled(): Promise<void> {
  await vi.waitUntil(
    async () => (await inbox.rowsOf(sql`select from webhook_objects`)).length === 0,
    PATIENCE,
  );
}

async function subscription(id: string) {
  const [row] = await inbox.rowsOf(sql`select * from subscriptions where id = ${id}`);
  return row;
}

async function provisional(): Promise<number> {
  const rows = await inbox.rowsOf(sql`
    select from customers where is_provisional
    union all select from subscriptions where is_provisional
    union all select from invoices where is_provisional
    union all select from charges where is_provisional`);
  return rows.length;
}
