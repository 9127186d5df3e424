import { isDomainError } from '@quartet/platform/errors';
import type { Projector } from '@quartet/webhooks';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { keepToAccount } from '../accounts/keep-to-account.ts';
import { billingErrors } from '../errors.ts';
import { createStripeGateway } from '../gateway/index.ts';
import { countRequests } from '../testing/count-requests.ts';
import { cards, SECRET_KEY } from '../testing/simulated-stripe.ts';
import { type InboxOptions, type StartedInbox, startInbox } from '../testing/start-inbox.ts';
import { priceOf, subscribeTo } from '../testing/subscribe.ts';
import { reconciliationContract } from './contract.ts';
import { createReconciliation } from './index.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const caller = { kind: 'operator', operatorId: 'tests' } as const;

let inbox: StartedInbox;
afterEach(() => inbox.close());

test('events that were never delivered are found, taken in and processed, and then nothing differs', async () => {
  await start();
  await inbox.simulator.setFaults([{ kind: 'drop', probability: 0.4 }]);
  const price = await priceOf(inbox);
  for (let count = 0; count < 4; count += 1) await subscribeTo(inbox, price);
  await arrived();
  const dropped = inbox.simulator.deliveries().filter(({ state }) => state === 'dropped');
  const { reconciliation, drift } = await reconcile();
  const missed = drift.filter((each) => each.class === 'missed' && each.event_id !== null);
  expect(missed.map(({ event_id }) => event_id).toSorted()).toEqual(
    dropped
      .filter(({ event }) => !/^(product|price|plan|payment_intent|setup_intent)\./.test(event.type))
      .map(({ event }) => event.id)
      .toSorted(),
  );
  expect(missed.length).toBeGreaterThan(0);
  expect(reconciliation).toMatchObject({
    state: 'finished',
    events_seen: inbox.simulator.events().length,
    drift: { edited: 0, dropped: 0, late: 0 },
  });
  await untilSettled();
  expect(await inbox.rowsOf(sql`select distinct status from subscriptions`)).toEqual([{ status: 'active' }]);
  inbox.clock.advance(120);
  expect((await reconcile()).drift).toEqual([]);
});

test('what was there before anything was delivered is taken in', async () => {
  await start();
  await inbox.simulator.setFaults([{ kind: 'drop' }]);
  const id = await subscribeTo(inbox, await priceOf(inbox));
  inbox.clock.advance(20 * 86_400);
  const { drift } = await reconcile();
  expect(new Set(drift.map((each) => `${each.class} ${each.event_id}`))).toEqual(new Set(['missed null']));
  expect(new Set(drift.map(({ object }) => object.split(':')[0]))).toEqual(
    new Set(['subscription', 'customer']),
  );
  await untilSettled();
  expect(await inbox.rowsOf(sql`select id, is_provisional from subscriptions`)).toEqual([
    { id, is_provisional: false },
  ]);
});

test('an event that came long after it happened is late, and is told of once', async () => {
  await start();
  await inbox.simulator.setFaults([{ kind: 'drop', types: ['customer.subscription.created'] }]);
  const id = await subscribeTo(inbox, await priceOf(inbox));
  const [event] = inbox.simulator.events().filter(({ type }) => type === 'customer.subscription.created');
  await arrived();
  inbox.clock.advance(900);
  await inbox.simulator.resend(event?.id ?? '', 1);
  await arrived();
  const late = { object: `subscription:${id}`, class: 'late', event_id: event?.id, differences: null };
  expect((await reconcile()).drift).toMatchObject([late]);
  expect((await reconcile()).drift).toEqual([]);
});

test('an event that came and cannot be processed was dropped', async () => {
  await start({ projector: poisonedBy('subscription:') });
  const id = await subscribeTo(inbox, await priceOf(inbox));
  await inbox.simulator.flush();
  await untilObjects(1, sql`state = 'parked'`);
  await untilObjects(0, sql`state <> 'parked'`);
  inbox.clock.advance(400);
  const events = inbox.simulator.events().filter(({ type }) => type.startsWith('customer.subscription.'));
  const { drift } = await reconcile();
  expect(new Set(drift.map((each) => `${each.class} ${each.object}`))).toEqual(
    new Set([`dropped subscription:${id}`]),
  );
  expect(new Set(drift.map((each) => each.event_id))).toEqual(
    new Set([...events.map((event) => event.id), null]),
  );
  expect(drift.find((each) => each.event_id === null)?.differences).toMatchObject({
    status: { here: null, there: 'active' },
  });
});

test('a row that somebody changed was edited; the difference is shown and undone', async () => {
  await start();
  const id = await subscribeTo(inbox, await priceOf(inbox));
  await arrived();
  await inbox.db.orm.execute(sql`update subscriptions set status = 'canceled'`);
  await inbox.db.orm.execute(sql`update subscription_items set quantity = 7`);
  const { drift } = await reconcile();
  expect(drift).toMatchObject([
    { object: `subscription:${id}`, class: 'edited', event_id: null, differences: { items: {} } },
  ]);
  expect(drift[0]?.differences).toMatchObject({
    status: { here: 'canceled', there: 'active' },
    items: { here: [{ quantity: 7 }], there: [{ quantity: 1 }] },
  });
  await untilSettled();
  expect(
    await inbox.rowsOf(sql`
      select status, quantity from subscriptions join subscription_items on subscription_id = subscriptions.id`),
  ).toEqual([{ status: 'active', quantity: 1 }]);
});

test('what happened just now is left to its delivery, and an object that there is news of is not judged', async () => {
  await start();
  await inbox.simulator.setFaults([{ kind: 'drop', types: ['charge.*'] }]);
  await subscribeTo(inbox, await priceOf(inbox));
  await inbox.simulator.flush();
  await untilSettled();
  await inbox.db.orm.execute(sql`update subscriptions set status = 'canceled'`);
  expect((await reconcile()).drift).toEqual([]);
});

test('a dry run finds the same and changes nothing', async () => {
  await start();
  await inbox.simulator.setFaults([{ kind: 'drop', probability: 0.4 }]);
  const price = await priceOf(inbox);
  const [first] = [await subscribeTo(inbox, price), await subscribeTo(inbox, price)];
  await arrived();
  await inbox.db.orm.execute(sql`update subscriptions set status = 'unpaid' where id = ${first}`);
  await inbox.webhooks.workers.stop();
  const before = await contentHash();
  const dry = await reconcile({ dry_run: true });
  expect(await contentHash()).toBe(before);
  const wet = await reconcile();
  const facts = ({ object, class: name, event_id }: (typeof wet.drift)[number]) =>
    `${object} ${name} ${event_id}`;
  expect(wet.drift.length).toBeGreaterThan(0);
  expect(dry.drift.map(facts)).toEqual(expect.arrayContaining(wet.drift.map(facts)));
  expect(await contentHash()).not.toBe(before);
});

test('one runs at a time: a second one is refused, and two processes share none of its work', async () => {
  await start();
  await makeCustomers(130);
  const begun = await Promise.allSettled(
    Array.from({ length: 20 }, () => inbox.reconciliation.begin({ caller, dry_run: false })),
  );
  const refused = begun.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(19);
  for (const each of refused)
    expect(
      each.status === 'rejected' && isDomainError(each.reason, billingErrors.reconciliationRunning),
    ).toBe(true);
  using counted = countRequests();
  await Promise.all(Array.from({ length: 5 }, () => inbox.reconciliation.continue()));
  const pages = counted.requests.filter(({ path }) => /^\/v1\/(events|customers)\?/.test(path));
  expect(pages).toHaveLength(4);
  expect((await inbox.reconciliation.list({ limit: 50 })).items).toMatchObject([
    { state: 'finished', events_seen: 130, objects_compared: 130 },
  ]);
});

test('after a crash it goes on with the next page, and whoever was slow changes nothing any more', async () => {
  await start();
  await inbox.simulator.setFaults([{ kind: 'drop' }]);
  await makeCustomers(250);
  const { id } = (await inbox.reconciliation.begin({ caller, dry_run: false })).reconciliation;
  const stalled = Promise.withResolvers<void>();
  const crashing = createReconciliation({
    ...inbox.core,
    gateway: {
      ...inbox.gateway,
      async listEvents(page) {
        if (page.startingAfter !== undefined) await stalled.promise;
        return await inbox.gateway.listEvents(page);
      },
    },
  });
  const crashed = crashing.continue();
  const read = async () => (await inbox.reconciliation.read({ id })).reconciliation;
  await vi.waitUntil(async () => (await read()).requests_used === 2, PATIENCE);
  await inbox.reconciliation.continue();
  expect(await read()).toMatchObject({ state: 'running', requests_used: 2, events_seen: 100 });

  await inbox.db.orm.execute(sql`update reconciliations set lease_until = now() - interval '1 second'`);
  await inbox.reconciliation.continue();
  const finished = await read();
  expect(finished).toMatchObject({
    state: 'finished',
    requests_used: 1 + 1 + 2 + 1 + 3 + 5,
    events_seen: 250,
    drift: { missed: 250 },
  });
  stalled.resolve();
  await crashed;
  expect(await read()).toEqual(finished);
});

test('while Stripe is away it waits, and then goes on', async () => {
  await start();
  await makeCustomers(1);
  await inbox.reconciliation.begin({ caller, dry_run: false });
  await inbox.simulator.setApiFaults([{ kind: 'error', status: 500, path: '/v1/events', times: 1 }]);
  await inbox.reconciliation.continue();
  expect(await last()).toMatchObject({ state: 'running', error: null });
  await inbox.reconciliation.continue();
  expect(await last()).toMatchObject({ state: 'finished', requests_used: 9 });
});

test('it gives up after ten attempts at a page, and when its requests are spent', async () => {
  await start();
  await inbox.simulator.setFaults([{ kind: 'drop' }]);
  await makeCustomers(101);
  await inbox.reconciliation.begin({ caller, dry_run: false });
  await inbox.simulator.setApiFaults([{ kind: 'error', status: 500 }]);
  for (let count = 0; count < 9; count += 1) await inbox.reconciliation.continue();
  expect(await last()).toMatchObject({ state: 'running' });
  await inbox.reconciliation.continue();
  expect(await last()).toMatchObject({ state: 'failed', error: billingErrors.unavailable.title });

  await inbox.simulator.setApiFaults([]);
  vi.setSystemTime(Date.now() + 61_000);
  await inbox.reconciliation.begin({ caller, dry_run: false });
  await inbox.db.orm.execute(sql`update reconciliations set request_budget = 1 where state = 'running'`);
  await inbox.reconciliation.continue();
  vi.useRealTimers();
  expect(await last()).toMatchObject({
    state: 'failed',
    requests_used: 1,
    error: expect.stringContaining('budget'),
  });
});

test('drift is read page by page', async () => {
  await start();
  await inbox.simulator.setFaults([{ kind: 'drop' }]);
  await makeCustomers(5);
  const { reconciliation, drift } = await reconcile();
  const { id } = reconciliation;
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await inbox.reconciliation.listDrift({ id, limit: 2, cursor });
    expect(reconciliationContract.listDrift.answer.parse(page)).toEqual(page);
    expect(page.items.length).toBeLessThanOrEqual(2);
    seen.push(...page.items.map(({ object }) => object));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(drift.map(({ object }) => object));
  expect(seen).toHaveLength(5);
});

test('the scheduled ones leave a running one alone, and old ones are forgotten with their drift', async () => {
  await start();
  await inbox.reconciliation.beginHourly();
  await inbox.reconciliation.beginNightly();
  expect(await last()).toMatchObject({ requested_by: null, request_budget: 500 });
  await inbox.reconciliation.continue();
  inbox.clock.advance(91 * 86_400);
  await inbox.reconciliation.beginNightly();
  const { items } = await inbox.reconciliation.list({ limit: 50 });
  expect(items).toMatchObject([{ state: 'running', request_budget: 5_000 }]);
});

test('each kind of object that Stripe lists is compared, and a row that differs is healed', async () => {
  await start();
  const subscription = await subscribeTo(inbox, await priceOf(inbox));
  await inbox.simulator.request('POST', `/v1/test_helpers/charges/${await onlyId('charge')}/dispute`, {});
  await aPaidCheckout();
  await aCheckout();
  await arrived();
  const before = await rowsOfAll();
  for (const { table, column } of Object.values(OF_KINDS))
    await inbox.db.orm.execute(sql`update ${sql.identifier(table)} set ${sql.identifier(column)} = 'edited'`);
  const { drift, reconciliation } = await reconcile();
  expect(new Set(drift.map((each) => `${each.class} ${each.object.split(':')[0]}`))).toEqual(
    new Set(Object.keys(OF_KINDS).map((kind) => `edited ${kind}`)),
  );
  expect(drift.map(({ object }) => object)).toContain(`subscription:${subscription}`);
  // The page that is open is seen, but no event tells of one.
  expect(reconciliation.objects_compared).toBe(drift.length + 1);
  await untilSettled();
  expect(await rowsOfAll()).toEqual(before);
});

test('a row that Stripe lacks is drift, and goes once Stripe has been asked for it', async () => {
  await start();
  const id = await subscribeTo(inbox, await priceOf(inbox));
  await arrived();
  await ofAnotherAccount();
  const lacking = Object.keys(OF_KINDS).map((kind) => `missed ${kind}:of_another`);
  const { drift } = await reconcile();
  expect(drift.map((each) => `${each.class} ${each.object}`).toSorted()).toEqual(lacking.toSorted());
  expect(drift.find(({ object }) => object === 'subscription:of_another')?.differences).toMatchObject({
    status: { here: 'active', there: null },
  });
  await untilSettled();
  expect(await inbox.rowsOf(sql`select id from subscriptions`)).toEqual([{ id }]);
  for (const { table } of Object.values(OF_KINDS))
    expect(await inbox.rowsOf(sql`select from ${sql.identifier(table)} where id = 'of_another'`)).toEqual([]);
  expect((await reconcile()).drift).toEqual([]);
});

test('rows of the other mode are not asked for, and stay', async () => {
  await start();
  await ofAnotherAccount({ livemode: true });
  expect((await reconcile()).drift).toEqual([]);
  for (const { table } of Object.values(OF_KINDS))
    expect(await inbox.rowsOf(sql`select id from ${sql.identifier(table)}`)).toEqual([{ id: 'of_another' }]);
});

test('what lives on a test clock, which Stripe does not list, is no drift', async () => {
  await start();
  const price = await priceOf(inbox);
  const frozen_time = Math.floor(inbox.clock.now().getTime() / 1_000) - 120;
  const clock = await inbox.simulator.request('POST', '/v1/test_helpers/test_clocks', { frozen_time });
  const id = await subscribeTo(inbox, price, { test_clock: clock.body.id });
  await arrived();
  expect((await inbox.gateway.listObjects('subscription', {})).objects).toEqual([]);
  expect((await reconcile()).drift).toEqual([]);
  expect(await inbox.rowsOf(sql`select id, test_clock_id from subscriptions`)).toEqual([
    { id, test_clock_id: clock.body.id },
  ]);
});

test('a payment of an invoice from before the time that is compared is no drift', async () => {
  await start();
  const id = await subscribeTo(inbox, await priceOf(inbox));
  await arrived();
  inbox.clock.advance(10 * 86_400);
  await inbox.simulator.request('POST', `/v1/subscriptions/${id}`, { cancel_at_period_end: true });
  await arrived();
  expect(await inbox.rowsOf(sql`select status from invoice_payments`)).toEqual([{ status: 'paid' }]);
  expect((await reconcile()).drift).toEqual([]);
});

test('with a key of another account nothing is taken in or for gone, and it says of which one', async () => {
  await start();
  await subscribeTo(inbox, await priceOf(inbox));
  await arrived();
  const admit = keepToAccount(inbox.core);
  await admit({ id: 'acct_of_the_rows', livemode: false });
  const before = await contentHash();
  const gateway = createStripeGateway({ secretKey: SECRET_KEY, apiUrl: inbox.apiUrl, admit });
  const reconciliation = createReconciliation({ ...inbox.core, gateway });
  const { id } = (await reconciliation.begin({ caller, dry_run: false })).reconciliation;
  await inbox.simulator.setFaults([{ kind: 'drop' }]);
  await inbox.simulator.request('POST', '/v1/customers', { name: 'Grace' });
  inbox.clock.advance(120);
  await reconciliation.continue();
  expect((await reconciliation.read({ id })).reconciliation).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('this database tells of acct_of_the_rows'),
  });
  expect(await contentHash()).toBe(before);
});

test('one who was deleted at Stripe without an event that came is found, and known as deleted', async () => {
  await start();
  const { body } = await inbox.simulator.request('POST', '/v1/customers', { name: 'Ada' });
  await arrived();
  inbox.clock.advance(40 * 86_400);
  await inbox.simulator.setFaults([{ kind: 'drop' }]);
  await inbox.simulator.request('DELETE', `/v1/customers/${String(body.id)}`);
  inbox.clock.advance(31 * 86_400);
  expect((await reconcile()).drift).toMatchObject([
    { object: `customer:${String(body.id)}`, class: 'edited', event_id: null },
  ]);
  await untilSettled();
  expect(await inbox.rowsOf(sql`select is_deleted from customers`)).toEqual([{ is_deleted: true }]);
  expect((await reconcile()).drift).toEqual([]);
});

test('its looks are counted among its requests, and it stops when these are spent', async () => {
  await start();
  await inbox.simulator.setFaults([{ kind: 'drop' }]);
  await makeCustomers(8);
  inbox.clock.advance(4 * 86_400);
  const { id } = (await inbox.reconciliation.begin({ caller, dry_run: false })).reconciliation;
  await inbox.db.orm.execute(sql`update reconciliations set request_budget = 8`);
  using counted = countRequests();
  await inbox.reconciliation.continue();
  await untilSettled();
  expect((await inbox.reconciliation.read({ id })).reconciliation).toMatchObject({
    state: 'failed',
    requests_used: 8,
    error: expect.stringContaining('budget'),
  });
  expect(counted.requests).toHaveLength(8);
  expect(counted.requests.filter(({ path }) => path.startsWith('/v1/customers/'))).toHaveLength(5);
  const { reconciliation } = await reconcile();
  expect(reconciliation).toMatchObject({ state: 'finished', requests_used: 8 + 3 });
});

test('work that takes longer than a lease keeps it, and nobody else takes it on', async () => {
  await start();
  const stalled = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const slow = createReconciliation({
    ...inbox.core,
    leaseSeconds: 1,
    gateway: {
      ...inbox.gateway,
      async listEvents(page) {
        begun.resolve();
        await stalled.promise;
        return await inbox.gateway.listEvents(page);
      },
    },
  });
  await inbox.reconciliation.begin({ caller, dry_run: false });
  const working = slow.continue();
  await begun.promise;
  const [first] = await inbox.rowsOf(sql`select lease_until from reconciliations`);
  await vi.waitUntil(async () => {
    const [row] = await inbox.rowsOf(sql`select now() > ${first?.lease_until}::timestamptz as is_past`);
    return row?.is_past;
  }, PATIENCE);
  await inbox.reconciliation.continue();
  expect(await inbox.rowsOf(sql`select fence, state from reconciliations`)).toEqual([
    { fence: '1', state: 'running' },
  ]);
  stalled.resolve();
  await working;
  expect(await last()).toMatchObject({ state: 'finished' });
});

/** The tables of what is compared, and in each a column that somebody may change by hand. */
const OF_KINDS: Readonly<Record<string, { table: string; column: string }>> = {
  subscription: { table: 'subscriptions', column: 'currency' },
  customer: { table: 'customers', column: 'email' },
  invoice: { table: 'invoices', column: 'number' },
  invoice_payment: { table: 'invoice_payments', column: 'charge_id' },
  'checkout.session': { table: 'checkout_sessions', column: 'payment_status' },
  charge: { table: 'charges', column: 'status' },
  dispute: { table: 'disputes', column: 'reason' },
};

async function rowsOfAll() {
  const all: Record<string, unknown> = {};
  for (const [kind, { table, column }] of Object.entries(OF_KINDS))
    all[kind] = await inbox.rowsOf(
      sql`select id, ${sql.identifier(column)} from ${sql.identifier(table)} order by id`,
    );
  return all;
}

async function aPaidCheckout(): Promise<void> {
  const { url } = await aCheckout();
  await inbox.payAt(url, cards.good);
}

async function aCheckout() {
  const { body: customer } = await inbox.simulator.request('POST', '/v1/customers', { name: 'Grace' });
  const prices = await inbox.gateway.findPrices(['growth']);
  return await inbox.gateway.createCheckout({
    customerId: String(customer.id),
    priceId: prices[0]?.priceId ?? '',
    trialDays: 0,
    reference: 'account_1',
    successUrl: 'http://127.0.0.1/paid',
    cancelUrl: 'http://127.0.0.1/left',
    idempotencyKey: String(customer.id),
  });
}

async function onlyId(kind: 'charge'): Promise<string> {
  const { objects } = await inbox.gateway.listObjects(kind, {});
  return String(objects[0]?.id);
}

/** Rows as of objects of an account that the key is not of, made an hour ago. */
async function ofAnotherAccount({ livemode }: { livemode: boolean } = { livemode: false }): Promise<void> {
  const times = { at: new Date(inbox.clock.now().getTime() - 3_600_000).toISOString() };
  const rows: Record<string, Record<string, unknown>> = {
    customers: { is_delinquent: false, is_deleted: false },
    subscriptions: {
      customer_id: 'cus_other',
      status: 'active',
      collection_method: 'charge_automatically',
      cancel_at_period_end: false,
      is_collection_paused: false,
      access_until: 'infinity',
    },
    invoices: {
      status: 'paid',
      currency: 'usd',
      total_cents: 1,
      amount_due_cents: 1,
      amount_paid_cents: 1,
      amount_remaining_cents: 0,
      attempt_count: 1,
    },
    invoice_payments: { invoice_id: 'of_another', status: 'paid' },
    checkout_sessions: { mode: 'subscription', status: 'open', payment_status: 'unpaid' },
    charges: {
      status: 'succeeded',
      currency: 'usd',
      amount_cents: 1,
      amount_refunded_cents: 0,
      is_disputed: false,
    },
    disputes: { status: 'lost', currency: 'usd', amount_cents: 1 },
  };
  for (const [table, row] of Object.entries(rows)) {
    const whole = {
      id: 'of_another',
      created_at: times.at,
      as_of: times.at,
      livemode,
      is_provisional: false,
      ...row,
    };
    await inbox.db.orm.execute(sql`
      insert into ${sql.identifier(table)}
      select * from jsonb_populate_record(null::${sql.identifier(table)}, ${JSON.stringify(whole)}::jsonb)`);
  }
}

async function start(options: InboxOptions = {}): Promise<void> {
  inbox = await startInbox(options);
  inbox.webhooks.workers.start();
}

/** A reconciliation from its beginning to its end. */
async function reconcile({ dry_run = false }: { dry_run?: boolean } = {}) {
  const { id } = (await inbox.reconciliation.begin({ caller, dry_run })).reconciliation;
  await inbox.reconciliation.continue();
  const answer = await inbox.reconciliation.read({ id });
  expect(reconciliationContract.read.answer.parse(answer)).toEqual(answer);
  const { items } = await inbox.reconciliation.listDrift({ id, limit: 200 });
  return { reconciliation: answer.reconciliation, drift: items };
}

async function last() {
  return (await inbox.reconciliation.list({ limit: 1 })).items[0];
}

async function makeCustomers(count: number): Promise<void> {
  for (let made = 0; made < count; made += 1)
    await inbox.simulator.request('POST', '/v1/customers', { name: `${made}` });
  inbox.clock.advance(120);
}

/** All deliveries have been made and processed, and that was a while ago. */
async function arrived(): Promise<void> {
  await inbox.simulator.flush();
  await untilSettled();
  inbox.clock.advance(120);
}

async function untilSettled(): Promise<void> {
  await untilObjects(0, sql`true`);
}

async function untilObjects(count: number, condition: ReturnType<typeof sql>): Promise<void> {
  await vi.waitUntil(
    async () => (await inbox.rowsOf(sql`select from webhook_objects where ${condition}`)).length === count,
    PATIENCE,
  );
}

function poisonedBy(prefix: string) {
  return (projector: Projector): Projector => ({
    ...projector,
    project: (tx, projection) =>
      projection.objectKey.startsWith(prefix)
        ? Promise.reject(new Error('poison'))
        : projector.project(tx, projection),
  });
}

/** Of all tables but those of reconciliation. */
async function contentHash(): Promise<string> {
  const tables = await inbox.rowsOf(sql`
    select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and relname !~ '^reconciliation' and has_table_privilege(oid, 'select') order by relname`);
  const hashes = await Promise.all(
    tables.map(({ relname }) =>
      inbox.rowsOf(sql`
        select md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) as hash
          from ${sql.identifier(String(relname))} t`),
    ),
  );
  return JSON.stringify(hashes);
}
