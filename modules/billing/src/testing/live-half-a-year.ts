import { createStripeSimulator, type SimulatedEvent } from '@quartet/stripe-simulator';
import { Stripe } from 'stripe';

export const START = Date.UTC(2026, 0, 31, 10) / 1000;
export const DAY = 86_400;

/** What Stripe sent in half a year, and what it says in the end. */
export interface Life {
  events: readonly SimulatedEvent[];
  /** The newest object of each key, as the API answers it. */
  objects: ReadonlyMap<string, unknown>;
}

/** A trial, a card that fails later, a change of plan, a refund, a dispute, and an end. */
export async function liveHalfAYear(): Promise<Life> {
  const simulator = createStripeSimulator({
    secretKey: 'sk_test_of_the_simulator',
    seed: 'half a year',
    clock: { now: () => new Date(START * 1000) },
  });
  const { hostname: host, port } = new URL(await simulator.listen({ host: '127.0.0.1', port: 0 }));
  const stripe = new Stripe('sk_test_of_the_simulator', { host, port, protocol: 'http', telemetry: false });
  const product = await stripe.products.create({ name: 'Growth' });
  const monthly = { currency: 'usd', product: product.id, recurring: { interval: 'month' } } as const;
  const growth = await stripe.prices.create({ ...monthly, unit_amount: 7_900, lookup_key: 'growth' });
  const scale = await stripe.prices.create({ ...monthly, unit_amount: 24_900, lookup_key: 'scale' });
  const feature = await stripe.entitlements.features.create({ name: 'Audit log', lookup_key: 'audit_log' });
  await stripe.products.createFeature(product.id, { entitlement_feature: feature.id });

  const testClock = await stripe.testHelpers.testClocks.create({ frozen_time: START });
  const advanceTo = (day: number) =>
    stripe.testHelpers.testClocks.advance(testClock.id, { frozen_time: START + day * DAY });
  const { id: customer } = await stripe.customers.create({
    email: 'ada@example.com',
    test_clock: testClock.id,
  });
  const payBy = async (card: string) => {
    const method = await stripe.paymentMethods.attach(card, { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
    return method;
  };
  const good = await payBy('pm_card_visa');
  const subscription = await stripe.subscriptions.create({
    customer,
    items: [{ price: growth.id }],
    trial_period_days: 7,
  });
  const item = subscription.items.data[0]?.id ?? '';
  await advanceTo(20);
  await stripe.subscriptions.update(subscription.id, {
    items: [{ id: item, price: scale.id }],
    proration_behavior: 'always_invoice',
  });
  // There and back within a second.
  await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
  await payBy('pm_card_chargeCustomerFail');
  await advanceTo(45);
  await payBy('pm_card_visa');
  await stripe.paymentMethods.detach(good.id);
  await advanceTo(80);
  const [first, second] = (await stripe.charges.list({ customer })).data.filter(({ paid }) => paid);
  if (first === undefined || second === undefined) throw new Error('Nothing was charged.');
  await stripe.refunds.create({ charge: first.id, amount: 1_000 });
  await stripe.refunds.create({ charge: first.id });
  const dispute = await stripe.rawRequest('POST', `/v1/test_helpers/charges/${second.id}/dispute`);
  await stripe.disputes.update(String(dispute['id']), {
    evidence: { uncategorized_text: 'losing_evidence' },
    submit: true,
  });
  await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  await advanceTo(180);
  const events = simulator.events();
  const objects = await readObjects(stripe, customer);
  await simulator.close();
  return { events, objects };
}

async function readObjects(stripe: Stripe, customer: string): Promise<Map<string, unknown>> {
  const lists = await Promise.all([
    stripe.subscriptions.list({ customer, status: 'all', limit: 100 }),
    stripe.invoices.list({ customer, limit: 100 }),
    stripe.charges.list({ customer, limit: 100 }),
    stripe.disputes.list({ limit: 100 }),
    stripe.invoicePayments.list({ limit: 100 }),
  ]);
  const objects = lists.flatMap(({ data }): { id: string; object: string }[] => data);
  objects.push(await stripe.customers.retrieve(customer));
  return new Map(objects.map((each) => [`${each.object}:${each.id}`, JSON.parse(JSON.stringify(each))]));
}
