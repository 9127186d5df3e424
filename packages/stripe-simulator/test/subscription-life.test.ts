import { describe, expect, it } from 'vitest';
import {
  createPayer,
  createPlans,
  DAY,
  HOUR,
  keepCard,
  post,
  type Running,
  START,
  startSimulator,
  typesOf,
} from './start-simulator.ts';

/** 2026-02-28T10:00:00Z and 2026-03-31T10:00:00Z: the cycle of the 31st. */
const FEBRUARY = Date.UTC(2026, 1, 28, 10) / 1000;
const MARCH = Date.UTC(2026, 2, 31, 10) / 1000;

async function subscribe(running: Running, card?: string, extra: object = {}) {
  const plans = await createPlans(running);
  const payer = await createPayer(running, card);
  const subscription = await running.stripe.subscriptions.create({
    customer: payer.customer.id,
    items: [{ price: plans.growth.id }],
    ...extra,
  });
  const current = () =>
    running.stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  const since = (count: number) => running.simulator.events().slice(count);
  return { ...plans, ...payer, subscription, current, since, item: String(subscription.items.data[0]?.id) };
}

describe('renewal', () => {
  it('bills each month on the day of the anchor: a draft that is finalised after an hour and paid', async () => {
    await using running = await startSimulator();
    const { simulator } = running;
    const { subscription, advanceTo, current, since } = await subscribe(running);
    expect(subscription.status).toBe('active');
    expect(subscription.items.data[0]).toMatchObject({
      current_period_start: START,
      current_period_end: FEBRUARY,
    });

    const before = simulator.events().length;
    await advanceTo(FEBRUARY + 60);
    expect((await current()).latest_invoice).toMatchObject({
      status: 'draft',
      billing_reason: 'subscription_cycle',
    });
    await advanceTo(FEBRUARY + HOUR);
    expect(await current()).toMatchObject({
      status: 'active',
      items: { data: [{ current_period_start: FEBRUARY, current_period_end: MARCH }] },
      latest_invoice: { status: 'paid', amount_paid: 4_900, period_start: START, period_end: FEBRUARY },
    });
    expect(typesOf(since(before)).filter((type) => !type.startsWith('test_helpers'))).toEqual([
      'invoice.upcoming',
      'invoice.created',
      'customer.subscription.updated',
      'payment_intent.created',
      'invoice.finalized',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
    ]);
    const upcoming = since(before).find(({ type }) => type === 'invoice.upcoming');
    expect(upcoming).toMatchObject({ created: FEBRUARY - 3 * DAY, request: { id: null } });
    expect(upcoming?.data.object).not.toHaveProperty('id');
    const renewed = since(before).find(({ type }) => type === 'customer.subscription.updated');
    expect(renewed?.created).toBe(FEBRUARY);
    expect(Object.keys(renewed?.data.previous_attributes ?? {}).sort()).toEqual(['items', 'latest_invoice']);
  });

  it('moves a year in one leap, in order', async () => {
    await using running = await startSimulator();
    const { advanceTo, customer, clock } = await subscribe(running);
    const ready = await advanceTo(START + 365 * DAY + HOUR);
    expect(ready.status).toBe('ready');
    const invoices = await running.stripe.invoices.list({ customer: customer.id, limit: 100 });
    expect(invoices.data).toHaveLength(13);
    expect(invoices.data.every(({ status }) => status === 'paid')).toBe(true);
    const times = running.simulator
      .events()
      .filter(({ data, type }) => 'customer' in data.object && type !== 'customer.created')
      .map(({ created }) => created);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect((await running.stripe.testHelpers.testClocks.retrieve(clock.id)).frozen_time).toBe(
      START + 365 * DAY + HOUR,
    );
  });
});

describe('change of plan', () => {
  it('prorates an upgrade to the second, and bills it with the next invoice', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { subscription, scale, item, advanceTo, current } = await subscribe(running);
    // A quarter of the 28 days is gone: 21 days are left.
    await advanceTo(START + 7 * DAY);
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: scale.id }],
    });
    expect(changed.items.data).toMatchObject([
      { id: item, price: { id: scale.id }, current_period_end: FEBRUARY },
    ]);
    const pending = await stripe.invoiceItems.list({ pending: true });
    expect(pending.data.map(({ amount }) => amount).sort()).toEqual([-3_675, 7_425]);

    await advanceTo(FEBRUARY + HOUR);
    const { latest_invoice } = await current();
    // 99.00 + 74.25 - 36.75
    expect(latest_invoice).toMatchObject({ total: 13_650, amount_paid: 13_650 });
    expect(latest_invoice).toMatchObject({
      lines: {
        data: [
          {
            amount: -3_675,
            parent: { subscription_item_details: { proration: true, subscription_item: item } },
          },
          { amount: 7_425, parent: { subscription_item_details: { proration: true } } },
          { amount: 9_900, parent: { subscription_item_details: { proration: false } } },
        ],
      },
    });
  });

  it('prorates an item that is added, under the id that it has from then on', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { subscription, scale, advanceTo } = await subscribe(running);
    await advanceTo(START + 14 * DAY);
    const added = await stripe.subscriptionItems.create({ subscription: subscription.id, price: scale.id });
    expect((await stripe.subscriptions.retrieve(subscription.id)).items.data[1]?.id).toBe(added.id);
    expect((await stripe.invoiceItems.list({ pending: true })).data).toMatchObject([
      { amount: 4_950, parent: { subscription_details: { subscription_item: added.id } } },
    ]);
  });

  it('bills the difference at once with always_invoice', async () => {
    await using running = await startSimulator();
    const { subscription, scale, item, advanceTo, current } = await subscribe(running);
    await advanceTo(START + 14 * DAY);
    await running.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: scale.id }],
      proration_behavior: 'always_invoice',
    });
    // Half of 99.00 less half of 49.00
    expect((await current()).latest_invoice).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_update',
      amount_paid: 2_500,
    });
  });

  it('keeps what a downgrade gives back as credit for the next invoice', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { subscription, growth, scale, item, advanceTo, current, customer } = await subscribe(running);
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: scale.id }],
      proration_behavior: 'none',
    });
    await advanceTo(START + 14 * DAY);
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: growth.id }],
      proration_behavior: 'always_invoice',
    });
    expect((await current()).latest_invoice).toMatchObject({ status: 'paid', total: -2_500, amount_due: 0 });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -2_500 });
    await advanceTo(FEBRUARY + HOUR);
    expect((await current()).latest_invoice).toMatchObject({
      total: 4_900,
      amount_paid: 2_400,
      ending_balance: 0,
    });
  });

  it('begins a new cycle when the interval changes', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { subscription, product, item, advanceTo, current } = await subscribe(running);
    const yearly = await stripe.prices.create({
      currency: 'usd',
      product: product.id,
      unit_amount: 49_000,
      recurring: { interval: 'year' },
    });
    await advanceTo(START + 14 * DAY);
    await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: yearly.id }] });
    expect(await current()).toMatchObject({
      billing_cycle_anchor: START + 14 * DAY,
      items: { data: [{ current_period_start: START + 14 * DAY }] },
      latest_invoice: { status: 'paid', total: 49_000 - 2_450 },
    });
  });

  it('previews what a change will cost without making it', async () => {
    await using running = await startSimulator();
    const { subscription, scale, item, advanceTo } = await subscribe(running);
    await advanceTo(START + 7 * DAY);
    const count = running.simulator.events().length;
    const preview = await running.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { items: [{ id: item, price: scale.id }] },
    });
    expect(preview.total).toBe(13_650);
    expect(running.simulator.events()).toHaveLength(count);
  });
});

describe('cancellation', () => {
  it('ends the subscription at the period end, unless it is resumed before', async () => {
    await using running = await startSimulator();
    const { stripe, simulator } = running;
    const { subscription, advanceTo, current } = await subscribe(running);
    const cancel = (cancel_at_period_end: boolean) =>
      stripe.subscriptions.update(subscription.id, { cancel_at_period_end });
    expect(await cancel(true)).toMatchObject({
      status: 'active',
      cancel_at: FEBRUARY,
      canceled_at: START,
      cancellation_details: { reason: 'cancellation_requested' },
    });
    expect(await cancel(false)).toMatchObject({ cancel_at: null, canceled_at: null });
    await advanceTo(FEBRUARY + HOUR);
    expect((await current()).status).toBe('active');

    await cancel(true);
    await advanceTo(MARCH + HOUR);
    expect(await current()).toMatchObject({ status: 'canceled', ended_at: MARCH });
    expect(typesOf(simulator.events()).at(-2)).toBe('customer.subscription.deleted');
    await expect(
      stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false }),
    ).rejects.toMatchObject({
      code: 'invalid_canceled_subscription_fields',
    });
  });

  it('at a date outlasts a resumption of the period end, and is unset by itself', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { subscription, advanceTo, current } = await subscribe(running);
    const update = (change: object) => stripe.subscriptions.update(subscription.id, change);
    await update({ cancel_at: MARCH - DAY });
    expect(await update({ cancel_at_period_end: false })).toMatchObject({
      cancel_at: MARCH - DAY,
      cancel_at_period_end: false,
      canceled_at: START,
    });
    expect(await update({ cancel_at: '' })).toMatchObject({
      cancel_at: null,
      canceled_at: null,
      cancellation_details: { reason: null },
    });
    await advanceTo(MARCH - HOUR);
    expect((await current()).status).toBe('active');

    await update({ cancel_at_period_end: true });
    expect(await update({ cancel_at: MARCH })).toMatchObject({ cancel_at_period_end: false });
    await advanceTo(MARCH + HOUR);
    expect(await current()).toMatchObject({ status: 'canceled', ended_at: MARCH });
  });

  it('ends at once on request', async () => {
    await using running = await startSimulator();
    const { subscription } = await subscribe(running);
    const ended = await running.stripe.subscriptions.cancel(subscription.id, {
      cancellation_details: { comment: 'Too much', feedback: 'too_expensive' },
    });
    expect(ended).toMatchObject({
      status: 'canceled',
      ended_at: START,
      cancellation_details: { reason: 'cancellation_requested', feedback: 'too_expensive' },
    });
    expect((await running.stripe.subscriptions.list()).data).toHaveLength(0);
  });
});

describe('failed payment', () => {
  it('makes the subscription past due, and a new card heals it with the next retry', async () => {
    await using running = await startSimulator();
    const { advanceTo, current, customer } = await subscribe(running);
    await keepCard(running, customer.id, 'pm_card_chargeCustomerFail');
    await advanceTo(FEBRUARY + HOUR);
    expect(await current()).toMatchObject({
      status: 'past_due',
      latest_invoice: { status: 'open', attempt_count: 1, next_payment_attempt: FEBRUARY + HOUR + 3 * DAY },
    });
    expect(await running.stripe.customers.retrieve(customer.id)).toMatchObject({ delinquent: true });

    await keepCard(running, customer.id, 'pm_card_visa');
    await advanceTo(FEBRUARY + HOUR + 3 * DAY);
    expect(await current()).toMatchObject({ status: 'active', latest_invoice: { status: 'paid' } });
    expect(await running.stripe.customers.retrieve(customer.id)).toMatchObject({ delinquent: false });
  });

  it('ends the subscription after the last retry', async () => {
    await using running = await startSimulator();
    const { advanceTo, current, customer } = await subscribe(running);
    await keepCard(running, customer.id, 'pm_card_chargeCustomerFail');
    await advanceTo(FEBRUARY + HOUR + 15 * DAY);
    expect(await current()).toMatchObject({
      status: 'canceled',
      ended_at: FEBRUARY + HOUR + 15 * DAY,
      cancellation_details: { reason: 'payment_failed' },
      latest_invoice: { status: 'open', attempt_count: 4, next_payment_attempt: null },
    });
  });

  it('leaves it unpaid instead where the settings say so', async () => {
    await using running = await startSimulator({ afterLastRetry: 'mark_unpaid', retryDays: [1] });
    const { advanceTo, current, customer, stripe } = { ...running, ...(await subscribe(running)) };
    await keepCard(running, customer.id, 'pm_card_chargeCustomerFail');
    await advanceTo(FEBRUARY + HOUR + DAY);
    const unpaid = await current();
    expect(unpaid.status).toBe('unpaid');
    await keepCard(running, customer.id, 'pm_card_visa');
    await stripe.invoices.pay(
      typeof unpaid.latest_invoice === 'object' ? String(unpaid.latest_invoice?.id) : '',
    );
    expect((await current()).status).toBe('active');
  });

  it('waits for the bank at a renewal of a card that always asks, on the page that the intent names', async () => {
    await using running = await startSimulator();
    const { advanceTo, current, customer, since } = await subscribe(running);
    await keepCard(running, customer.id, 'pm_card_authenticationRequired');
    const before = running.simulator.events().length;
    await advanceTo(FEBRUARY + HOUR);
    expect((await current()).status).toBe('past_due');
    expect(typesOf(since(before))).toContain('invoice.payment_action_required');
    const [intent] = (await running.stripe.paymentIntents.list({ customer: customer.id })).data;
    const url = String(intent?.next_action?.redirect_to_url?.url);
    expect((await post(url, { outcome: 'pass' })).status).toBe(200);
    expect((await current()).status).toBe('active');
  });

  it('of the first invoice leaves the subscription incomplete, and expires it after 23 hours', async () => {
    await using running = await startSimulator();
    const { subscription, advanceTo, current } = await subscribe(running, 'pm_card_chargeCustomerFail');
    expect(subscription.status).toBe('incomplete');
    const update = (change: object) => running.stripe.subscriptions.update(subscription.id, change);
    await expect(update({ cancel_at_period_end: true })).rejects.toMatchObject({ statusCode: 400 });
    expect(await update({ metadata: { team: 'team_1' } })).toMatchObject({ status: 'incomplete' });
    await advanceTo(START + 23 * HOUR);
    expect(await current()).toMatchObject({
      status: 'incomplete_expired',
      latest_invoice: { status: 'void' },
    });
  });

  it('of the first invoice can be mended by confirming its intent with another card', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { current } = await subscribe(running, undefined, {
      payment_behavior: 'default_incomplete',
    });
    const invoice = (await current()).latest_invoice;
    const { data } = await stripe.invoicePayments.list({
      invoice: typeof invoice === 'object' ? String(invoice?.id) : '',
    });
    const intent = String(data[0]?.payment.payment_intent);
    await expect(
      stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_chargeDeclined' }),
    ).rejects.toMatchObject({ type: 'StripeCardError', code: 'card_declined' });
    await stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa' });
    expect((await current()).status).toBe('active');
  });
});

describe('trial', () => {
  it('warns three days before its end and then bills', async () => {
    await using running = await startSimulator();
    const { subscription, advanceTo, current, since } = await subscribe(running, undefined, {
      trial_period_days: 14,
    });
    expect(subscription).toMatchObject({ status: 'trialing', trial_end: START + 14 * DAY });
    expect((await current()).latest_invoice).toMatchObject({ status: 'paid', total: 0 });
    const before = running.simulator.events().length;
    await advanceTo(START + 14 * DAY + HOUR);
    expect(await current()).toMatchObject({ status: 'active', latest_invoice: { amount_paid: 4_900 } });
    const warning = since(before).find(({ type }) => type === 'customer.subscription.trial_will_end');
    expect(warning?.created).toBe(START + 11 * DAY);
  });

  it('can be ended at once', async () => {
    await using running = await startSimulator();
    const { subscription, advanceTo, current } = await subscribe(running, undefined, {
      trial_period_days: 14,
    });
    await advanceTo(START + DAY);
    await running.stripe.subscriptions.update(subscription.id, { trial_end: 'now' });
    expect(await current()).toMatchObject({
      status: 'active',
      trial_end: START + DAY,
      billing_cycle_anchor: START + DAY,
      latest_invoice: { status: 'paid', amount_paid: 4_900 },
    });
  });

  it('pauses without a card when asked to, and goes on by resume', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { growth } = await createPlans(running);
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: START });
    const customer = await stripe.customers.create({ test_clock: clock.id });
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: growth.id }],
      trial_period_days: 7,
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    });
    await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: START + 8 * DAY });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('paused');
    await keepCard(running, customer.id, 'pm_card_visa');
    expect((await stripe.subscriptions.resume(id, {})).status).toBe('active');
    const types = typesOf(running.simulator.events());
    expect(types).toContain('customer.subscription.paused');
    expect(types.at(-1)).toBe('customer.subscription.resumed');
  });
});
