import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ProjectedInbox, startProjectedInbox } from '../testing/projected-inbox.ts';

const FEBRUARY = 1_769_904_000;
const MARCH = 1_772_323_200;
const DAY = 86_400;
const clock = { now: () => new Date((FEBRUARY + DAY) * 1000) };

let inbox: ProjectedInbox;

beforeAll(async () => {
  inbox = await startProjectedInbox({ clock });
});
afterAll(() => inbox.close());
beforeEach(() => inbox.forget());

const subscription = {
  id: 'sub_1',
  object: 'subscription',
  customer: 'cus_1',
  status: 'active',
  created: FEBRUARY,
  cancel_at_period_end: false,
  items: {
    data: [
      {
        id: 'si_1',
        quantity: 1,
        price: { id: 'price_1', lookup_key: 'growth', currency: 'usd', unit_amount: 7_900 },
        current_period_start: FEBRUARY,
        current_period_end: MARCH,
      },
    ],
  },
};
const invoice = {
  id: 'in_1',
  object: 'invoice',
  customer: 'cus_1',
  status: 'open',
  currency: 'usd',
  total: 7_900,
  amount_due: 7_900,
  amount_paid: 0,
  attempt_count: 1,
  created: FEBRUARY,
};
const paid = { ...invoice, status: 'paid', amount_paid: 7_900, attempt_count: 2 };

let count = 0;

function eventOf(
  type: string,
  object: object,
  {
    after = 0,
    previous,
    ...rest
  }: { after?: number; previous?: object; livemode?: boolean; account?: string } = {},
) {
  count += 1;
  return {
    id: `evt_${count}`,
    object: 'event',
    type,
    created: FEBRUARY + after,
    livemode: false,
    data: { object, ...(previous !== undefined && { previous_attributes: previous }) },
    ...rest,
  };
}

async function rows(table: string): Promise<Record<string, unknown>[]> {
  const { rows: found } = await inbox.db.orm.execute<{ row: Record<string, unknown> }>(
    sql.raw(`select to_jsonb(t) as row from ${table} t`),
  );
  return found.map(({ row }) => row);
}

async function effects(): Promise<Record<string, unknown>> {
  const { rows: found } = await inbox.db.orm.execute<{ key: string; state: string }>(
    sql`select key, state from effects`,
  );
  return Object.fromEntries(found.map(({ key, state }) => [key, state]));
}

describe('it ignores', () => {
  it.each([
    ['the other mode', eventOf('customer.subscription.updated', subscription, { livemode: true })],
    ['a connected account', eventOf('customer.subscription.updated', subscription, { account: 'acct_1' })],
    ['a kind that is not projected', eventOf('customer.source.updated', { id: 'card_1', object: 'card' })],
    ['a type that is of no use', eventOf('subscription_schedule.updated', subscription)],
    ['an event without an object', eventOf('invoice.upcoming', { object: 'invoice' })],
  ])('%s', async (_what, event) => {
    const [outcome] = (await inbox.deliver([event])).values();
    expect(outcome).toEqual({ ignored: [event.id], changes: [] });
    expect(await rows('subscriptions')).toEqual([]);
  });

  it('an event by hand that says nothing', async () => {
    const byHand = {
      id: 'evt_test',
      type: 'customer.subscription.updated',
      data: {},
    };
    const [outcome] = (await inbox.deliver([byHand])).values();
    expect(outcome?.ignored).toEqual(['evt_test']);
  });
});

it('an object that cannot be read fails, and changes nothing', async () => {
  const flawed = eventOf('customer.subscription.updated', { ...subscription, status: undefined });
  await expect(
    inbox.deliver([eventOf('customer.subscription.created', subscription), flawed]),
  ).rejects.toThrow(/The subscription sub_1 cannot be read \(status: /);
  expect(await rows('subscriptions')).toEqual([]);
});

it('tells what changed, column by column', async () => {
  const created = await inbox.deliver([eventOf('customer.subscription.created', subscription)]);
  expect(created.get('subscription:sub_1')?.changes).toMatchObject([
    { subject: 'subscription:sub_1', before: null, after: { status: 'active', access_until: 'infinity' } },
    { subject: 'subscription_item:si_1', before: null, after: { plan_id: 'growth' } },
  ]);
  const [item] = subscription.items.data;
  const scale = { ...item, id: 'si_2', price: { ...item?.price, lookup_key: 'scale' } };
  const overdue = { ...subscription, status: 'past_due', items: { data: [scale] } };
  const updated = await inbox.deliver([eventOf('customer.subscription.updated', overdue, { after: 60 })]);
  expect(updated.get('subscription:sub_1')?.changes).toMatchObject([
    {
      subject: 'subscription:sub_1',
      before: { status: 'active', access_until: 'infinity' },
      after: { status: 'past_due', access_until: '2026-02-15T00:00:00+00:00' },
    },
    { subject: 'subscription_item:si_1', before: { plan_id: 'growth' }, after: null },
    { subject: 'subscription_item:si_2', before: null, after: { plan_id: 'scale' } },
  ]);
  expect(Object.keys(updated.get('subscription:sub_1')?.changes[0]?.after ?? {})).toEqual([
    'status',
    'access_until',
  ]);
});

describe('a row made from events', () => {
  it('is provisional, until the object is looked at', async () => {
    await inbox.deliver([eventOf('invoice.created', { ...invoice, status: 'draft' }, { after: 5 })]);
    expect(await rows('invoices')).toMatchObject([
      { is_provisional: true, as_of: '2026-02-01T00:00:05+00:00', status: 'draft' },
    ]);
    const { observedAsOf } = await inbox.observe('invoice:in_1', invoice);
    expect(observedAsOf).toEqual(new Date((FEBRUARY + 5) * 1000));
    expect(await rows('invoices')).toMatchObject([{ is_provisional: false, status: 'open' }]);
  });

  it('is left by an older event, and by a copy of what was looked at', async () => {
    await inbox.observe('invoice:in_1', paid);
    const changes = await inbox.deliver([
      eventOf('invoice.updated', invoice, { after: -60 }),
      eventOf('invoice.paid', paid),
    ]);
    expect(changes.get('invoice:in_1')?.changes).toEqual([]);
    expect(await rows('invoices')).toMatchObject([{ is_provisional: false, status: 'paid' }]);
  });

  it('is put right when an event arrives late that orders its second', async () => {
    const scheduled = { ...subscription, cancel_at_period_end: true };
    const there = eventOf('customer.subscription.updated', scheduled, {
      after: 9,
      previous: { cancel_at_period_end: false },
    });
    const back = eventOf('customer.subscription.updated', subscription, {
      after: 9,
      previous: { cancel_at_period_end: true },
    });
    const before = eventOf('customer.subscription.updated', scheduled, { after: 1 });
    await inbox.deliver([there]);
    await inbox.deliver([back]);
    await inbox.deliver([before]);
    expect(await rows('subscriptions')).toMatchObject([{ cancel_at_period_end: true }]);
    await inbox.forget();
    await inbox.deliver([back]);
    await inbox.deliver([eventOf('customer.subscription.created', subscription)]);
    await inbox.deliver([there]);
    expect(await rows('subscriptions')).toMatchObject([{ cancel_at_period_end: false }]);
  });

  it('stays ended, whatever comes', async () => {
    const ended = { ...subscription, status: 'canceled', ended_at: FEBRUARY };
    await inbox.deliver([eventOf('customer.subscription.deleted', ended)]);
    await inbox.deliver([eventOf('customer.subscription.updated', subscription, { after: 60 })]);
    expect(await rows('subscriptions')).toMatchObject([{ status: 'canceled', access_until: null }]);
  });
});

describe('effects', () => {
  const failed = eventOf('invoice.payment_failed', invoice);
  const settled = eventOf('invoice.paid', paid, { after: 3_600 });

  it('are those of all that happened; what is overtaken only takes its key', async () => {
    await inbox.deliver([settled]);
    await inbox.deliver([failed]);
    expect(await effects()).toEqual({ 'payment_failed:in_1:1': 'suppressed', 'receipt:in_1': 'pending' });
  });

  it('are told when they happen', async () => {
    await inbox.deliver([failed]);
    await inbox.deliver([settled]);
    expect(await effects()).toEqual({ 'payment_failed:in_1:1': 'pending', 'receipt:in_1': 'pending' });
  });

  it('of an observation are the same', async () => {
    await inbox.observe('invoice:in_1', paid);
    expect(await effects()).toEqual({ 'payment_failed:in_1:1': 'suppressed', 'receipt:in_1': 'pending' });
  });

  it('of more than a week ago are told to nobody', async () => {
    const longAgo = { after: -8 * DAY };
    await inbox.deliver([
      eventOf('invoice.paid', paid, longAgo),
      eventOf('charge.refunded', { ...charge, amount_refunded: 500 }, longAgo),
      eventOf('charge.refunded', { ...charge, amount_refunded: 700 }),
    ]);
    expect(await effects()).toMatchObject({
      'receipt:in_1': 'suppressed',
      'refund:ch_1:500': 'suppressed',
      'refund:ch_1:700': 'pending',
    });
  });

  it('tell of a trial and of a cancellation for as long as they are true', async () => {
    const trialing = { ...subscription, status: 'trialing', trial_end: MARCH };
    await inbox.deliver([
      eventOf('customer.subscription.trial_will_end', trialing),
      eventOf(
        'customer.subscription.updated',
        { ...trialing, cancel_at_period_end: true, cancel_at: MARCH },
        { after: 1 },
      ),
    ]);
    expect(await effects()).toEqual({
      'subscription_started:sub_1': 'pending',
      [`trial_ending:sub_1:${MARCH}`]: 'pending',
      [`cancellation_scheduled:sub_1:${MARCH}`]: 'pending',
    });
    await inbox.forget();
    await inbox.deliver([
      eventOf('customer.subscription.trial_will_end', trialing),
      eventOf('customer.subscription.updated', { ...trialing, cancel_at: MARCH }, { after: 1 }),
      eventOf('customer.subscription.updated', subscription, { after: 2 }),
    ]);
    expect(await effects()).toEqual({
      'subscription_started:sub_1': 'pending',
      [`trial_ending:sub_1:${MARCH}`]: 'suppressed',
      [`cancellation_scheduled:sub_1:${MARCH}`]: 'suppressed',
    });
  });

  it('do not tell that something began or ended which was never paid', async () => {
    const expired = { ...subscription, status: 'incomplete_expired', ended_at: FEBRUARY };
    await inbox.deliver([
      eventOf('customer.subscription.created', { ...subscription, status: 'incomplete' }),
      eventOf('customer.subscription.updated', expired, { after: 60 }),
    ]);
    expect(await effects()).toEqual({});
  });
});

const charge = {
  id: 'ch_1',
  object: 'charge',
  customer: 'cus_1',
  status: 'succeeded',
  currency: 'usd',
  amount: 7_900,
  amount_refunded: 0,
  created: FEBRUARY,
};

it('has what the provider says that a customer may use', async () => {
  const summary = (...features: string[]) => ({
    object: 'entitlements.active_entitlement_summary',
    customer: 'cus_1',
    entitlements: { data: features.map((lookup_key) => ({ id: `ent_${lookup_key}`, lookup_key })) },
  });
  const type = 'entitlements.active_entitlement_summary.updated';
  await inbox.deliver([
    eventOf(type, summary('seats', 'audit_log'), { after: 1 }),
    eventOf(type, summary('seats')),
  ]);
  expect(await rows('active_entitlements')).toMatchObject([
    { customer_id: 'cus_1', features: ['audit_log', 'seats'] },
  ]);
});
