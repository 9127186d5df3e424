import { createServer } from 'node:http';
import { isDomainError } from '@quartet/platform/errors';
import { startAlteringProxy } from '@quartet/testing/altering-proxy';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { publishPlans } from '../plans/publish-plans.ts';
import { cards, type SimulatedStripe, startSimulatedStripe } from '../testing/simulated-stripe.ts';
import { SpentKeyError } from './spent-key-error.ts';
import { createStripeGateway } from './stripe-gateway.ts';

let stripe: SimulatedStripe;
beforeEach(async () => {
  stripe = await startSimulatedStripe({ timeoutMs: 500 });
});
afterEach(() => stripe.close());

const ada = { reference: 'billing_ada', idempotencyKey: 'customer:billing_ada:first' };

test('two that make the customer of one account at once get the same customer', async () => {
  const made = await Promise.all([stripe.gateway.createCustomer(ada), stripe.gateway.createCustomer(ada)]);
  expect(made[0]).toEqual(made[1]);
  expect((await stripe.simulator.request('GET', '/v1/customers')).body.data).toHaveLength(1);
  expect(await stripe.gateway.readObject(`customer:${made[0].id}`)).toMatchObject({
    metadata: { billing_account: 'billing_ada' },
  });
});

test('a page that is asked for twice under one key is one page, and leads to a subscription of the account', async () => {
  const order = await orderOf('starter', 14);
  const page = await stripe.gateway.createCheckout(order);
  expect(await stripe.gateway.createCheckout(order)).toEqual(page);
  expect(await stripe.gateway.findNewestCheckout(order.customerId)).toEqual({ id: page.id });

  expect(await stripe.payAt(page.url, cards.declined)).toBe(402);
  expect(await stripe.payAt(page.url, cards.good)).toBe(303);
  const session = await stripe.gateway.readObject(`checkout.session:${page.id}`);
  expect(session).toMatchObject({ status: 'complete', client_reference_id: 'billing_ada' });
  expect(await stripe.gateway.readObject(`subscription:${session?.subscription}`)).toMatchObject({
    status: 'trialing',
    metadata: { billing_account: 'billing_ada' },
    items: { data: [{ price: { lookup_key: 'starter' } }] },
  });
});

test('a key is spent once it has come with another order, or its page is over', async () => {
  const order = await orderOf('starter');
  const page = await stripe.gateway.createCheckout(order);
  await expect(stripe.gateway.createCheckout({ ...order, trialDays: 3 })).rejects.toThrow(SpentKeyError);
  await stripe.gateway.closeCheckout(page.id);
  await expect(stripe.gateway.createCheckout(order)).rejects.toThrow(SpentKeyError);
});

test('a key is spent once the provider has kept a failure under it', async () => {
  const order = await orderOf('starter');
  const proxy = await startAlteringProxy(stripe.apiUrl, () => ({
    status: 500,
    headers: { 'content-type': 'application/json', 'idempotent-replayed': 'true' },
    text: '{"error":{"type":"api_error","message":"It was kept."}}',
  }));
  onTestFinished(() => proxy.close());
  const gateway = createStripeGateway({ secretKey: 'sk_test_of_the_simulator', apiUrl: proxy.url });
  await expect(gateway.createCheckout(order)).rejects.toThrow(SpentKeyError);
  await expect(gateway.createCustomer(ada)).rejects.toThrow(SpentKeyError);
});

test.each(['api_error', 'idempotency_error'])(
  'a key that is in use is not spent, but tells to try again: %s',
  async (type) => {
    const order = await orderOf('starter');
    const proxy = await startAlteringProxy(stripe.apiUrl, () => ({
      status: 409,
      headers: { 'content-type': 'application/json', 'stripe-should-retry': 'false' },
      text: JSON.stringify({ error: { type, code: 'idempotency_key_in_use', message: 'It is under way.' } }),
    }));
    onTestFinished(() => proxy.close());
    const gateway = createStripeGateway({ secretKey: 'sk_test_of_the_simulator', apiUrl: proxy.url });
    for (const call of [gateway.createCheckout(order), gateway.createCustomer(ada)])
      await expect(call).rejects.toMatchObject({ definition: billingErrors.inProgress });
  },
);

test('a closed page cannot be paid, and one that was paid first tells of its subscription', async () => {
  const order = await orderOf('growth');
  const unpaid = await stripe.gateway.createCheckout(order);
  expect(await stripe.gateway.closeCheckout(unpaid.id)).toEqual({ subscriptionId: null });
  expect(await stripe.payAt(unpaid.url, cards.good)).toBe(404);
  expect(await stripe.gateway.closeCheckout(unpaid.id)).toEqual({ subscriptionId: null });

  expect(await stripe.gateway.closeCheckout('cs_test_of_another_account')).toEqual({ subscriptionId: null });

  const paid = await stripe.gateway.createCheckout({ ...order, idempotencyKey: 'the next' });
  await stripe.payAt(paid.url, cards.good);
  const closed = await stripe.gateway.closeCheckout(paid.id);
  expect(closed.subscriptionId).toMatch(/^sub_/);
});

test('a subscription is cancelled at the end of its period, resumed, and changed with an invoice at once', async () => {
  const { subscriptionId, itemId } = await aSubscription();
  expect(await stripe.gateway.setCancelAtPeriodEnd(subscriptionId, true)).toMatchObject({
    cancel_at_period_end: true,
  });
  expect(await stripe.gateway.setCancelAtPeriodEnd(subscriptionId, false)).toMatchObject({
    cancel_at_period_end: false,
  });
  const [scale] = await stripe.gateway.findPrices(['scale']);
  const changed = await stripe.gateway.changePrice({
    subscriptionId,
    itemId,
    priceId: scale?.priceId ?? '',
  });
  expect(changed).toMatchObject({ items: { data: [{ id: itemId, price: { lookup_key: 'scale' } }] } });
  expect(await stripe.gateway.readObject(`invoice:${changed.latest_invoice}`)).toMatchObject({
    status: 'paid',
    billing_reason: 'subscription_update',
  });
});

test('a card that is declined leaves the plan as it was, and the answer names the reason alone', async () => {
  const { subscriptionId, itemId, customerId } = await aSubscription();
  const { url } = await stripe.gateway.createPaymentMethodPage({
    customerId,
    returnUrl: 'https://app.example/billing',
  });
  expect(await stripe.changeCardAt(url, cards.declinedLater)).toBe(303);
  const [scale] = await stripe.gateway.findPrices(['scale']);
  const change = { subscriptionId, itemId, priceId: scale?.priceId ?? '' };
  await expect(stripe.gateway.changePrice(change)).rejects.toMatchObject({
    definition: billingErrors.paymentDeclined,
    detail: 'The bank refused the payment: generic_decline.',
  });
  expect(await stripe.gateway.readObject(`subscription:${subscriptionId}`)).toMatchObject({
    items: { data: [{ price: { lookup_key: 'growth' } }] },
  });
});

test('a subscription that has ended cannot be changed', async () => {
  const { subscriptionId, itemId } = await aSubscription();
  await stripe.simulator.request('DELETE', `/v1/subscriptions/${subscriptionId}`);
  const [scale] = await stripe.gateway.findPrices(['scale']);
  const refused = { definition: billingErrors.notSubscribed };
  await expect(stripe.gateway.setCancelAtPeriodEnd(subscriptionId, false)).rejects.toMatchObject(refused);
  await expect(
    stripe.gateway.changePrice({ subscriptionId, itemId, priceId: scale?.priceId ?? '' }),
  ).rejects.toMatchObject(refused);
  await expect(stripe.gateway.setCancelAtPeriodEnd('sub_unknown', true)).rejects.toMatchObject(refused);
});

test('every kind of object is read by its key, as the API answers it', async () => {
  const { customerId, subscriptionId } = await aSubscription();
  const list = async (path: string, params = {}) => {
    const { body } = await stripe.simulator.request('GET', path, params);
    return (body.data as { id: string; object: string }[])[0];
  };
  const objects = await Promise.all(
    ['charges', 'checkout/sessions', 'customers', 'invoices', 'invoice_payments', 'subscriptions'].map(
      (path) => list(`/v1/${path}`),
    ),
  );
  objects.push(await list('/v1/payment_methods', { customer: customerId }));
  for (const object of objects) {
    expect(await stripe.gateway.readObject(`${object?.object}:${object?.id}`)).toEqual(
      expect.objectContaining({ id: object?.id, object: object?.object }),
    );
  }
  const subscription = await stripe.gateway.readObject(`subscription:${subscriptionId}`);
  expect(subscription).toEqual(JSON.parse(JSON.stringify(subscription)));
});

test("a customer's active entitlements are read as the summary that events carry", async () => {
  const { customerId } = await aSubscription();
  const feature = await stripe.simulator.request('POST', '/v1/entitlements/features', {
    lookup_key: 'audit_log',
    name: 'Audit log',
  });
  await stripe.simulator.request('POST', '/v1/products/quartet_growth/features', {
    entitlement_feature: feature.body.id,
  });
  const key = `entitlements.active_entitlement_summary:${customerId}`;
  expect(await stripe.gateway.readObject(key)).toMatchObject({
    object: 'entitlements.active_entitlement_summary',
    customer: customerId,
    entitlements: { data: [{ lookup_key: 'audit_log' }] },
  });
});

test('a deleted customer is read as deleted; what is unknown or of an unknown kind is nothing', async () => {
  const { id } = await stripe.gateway.createCustomer(ada);
  await stripe.simulator.request('DELETE', `/v1/customers/${id}`);
  expect(await stripe.gateway.readObject(`customer:${id}`)).toMatchObject({ id, deleted: true });
  for (const key of ['subscription:sub_unknown', 'product:prod_1', 'nonsense', 'subscription:../customers']) {
    expect(await stripe.gateway.readObject(key), key).toBeUndefined();
  }
});

test('what is asked for a customer who was deleted says so, and another can take the place', async () => {
  const order = await orderOf('starter');
  await stripe.simulator.request('DELETE', `/v1/customers/${order.customerId}`);
  await expect(stripe.gateway.createCheckout(order)).rejects.toMatchObject({
    definition: billingErrors.customerMissing,
  });
  const next = await stripe.gateway.createCustomer({ ...ada, idempotencyKey: 'the next' });
  expect(next.id).not.toBe(order.customerId);
});

test('events and subscriptions are listed page by page, the newest first', async () => {
  for (let count = 0; count < 101; count += 1) {
    await stripe.simulator.request('POST', '/v1/customers', { name: `Customer ${count}` });
  }
  const createdFrom = new Date(0);
  const first = await stripe.gateway.listEvents({ createdFrom });
  expect(first.events).toHaveLength(100);
  expect(first.hasMore).toBe(true);
  const startingAfter = String(first.events.at(-1)?.id);
  const second = await stripe.gateway.listEvents({ createdFrom, startingAfter });
  expect(second.events.length).toBeGreaterThan(0);
  expect(second.hasMore).toBe(false);
  const ids = [...first.events, ...second.events].map(({ id }) => id);
  expect(ids).toEqual(
    stripe.simulator
      .events()
      .map(({ id }) => id)
      .reverse(),
  );
  expect((await stripe.gateway.listEvents({ createdFrom: new Date(Date.now() + 60_000) })).events).toEqual(
    [],
  );

  const { subscriptionId } = await aSubscription();
  await stripe.simulator.request('DELETE', `/v1/subscriptions/${subscriptionId}`);
  const { objects, hasMore } = await stripe.gateway.listObjects('subscription', {});
  expect([objects.map(({ id }) => id), hasMore]).toEqual([[subscriptionId], false]);
});

test.each([
  ['answers 500', { kind: 'error', status: 500 }],
  ['limits us', { kind: 'error', status: 429 }],
  ['cuts the connection', { kind: 'disconnect' }],
  ['is slower than the time limit', { kind: 'delay', delayMs: 3_000 }],
] as const)('a provider that %s is away, for readers and for writers', async (_how, fault) => {
  await stripe.gateway.readObject('customer:cus_unknown');
  await stripe.simulator.setApiFaults([fault]);
  for (const call of [stripe.gateway.readObject('customer:cus_1'), stripe.gateway.createCustomer(ada)]) {
    await expect(call).rejects.toMatchObject({
      definition: billingErrors.unavailable,
      retryAfterSeconds: 5,
    });
  }
});

test('a read is asked for once, since its caller has a budget; a write is repeated after a fault', async () => {
  await stripe.simulator.setApiFaults([{ kind: 'error', status: 500, times: 1 }]);
  await expect(stripe.gateway.readObject('customer:cus_1')).rejects.toThrow();
  await stripe.simulator.setApiFaults([{ kind: 'disconnect', times: 1 }]);
  expect((await stripe.gateway.createCustomer(ada)).id).toMatch(/^cus_/);
});

test('the time to wait that the provider names is passed on', async () => {
  const busy = createServer((_request, response) => {
    response.writeHead(429, { 'retry-after': '17', 'stripe-should-retry': 'false' });
    response.end(JSON.stringify({ error: { type: 'rate_limit_error', message: 'Slow down.' } }));
  });
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void busy.close());
  const address = busy.address();
  const apiUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const gateway = createStripeGateway({ secretKey: 'sk_test_key', apiUrl });
  await expect(gateway.readObject('customer:cus_1')).rejects.toMatchObject({ retryAfterSeconds: 17 });
});

test('a caller who gives up on a look is free at once', async () => {
  await stripe.simulator.setApiFaults([{ kind: 'delay', delayMs: 400 }]);
  const giveUp = new AbortController();
  const look = stripe.gateway.readObject('customer:cus_1', { signal: giveUp.signal });
  giveUp.abort(new Error('given up'));
  await expect(look).rejects.toThrow('given up');
});

test('what a person waits for is refused as misconfigured for a wrong key and for a price that is gone', async () => {
  const wrongKey = createStripeGateway({ secretKey: 'sk_test_of_another', apiUrl: stripe.apiUrl });
  const { subscriptionId, itemId } = await aSubscription();
  const order = await orderOf('scale');
  const { priceId } = order;
  await stripe.simulator.request('POST', `/v1/prices/${priceId}`, { active: false });
  for (const [call, type] of [
    [
      stripe.gateway.createCheckout({ ...order, priceId: 'price_unknown', idempotencyKey: 'another' }),
      'StripeInvalidRequestError',
    ],
    [stripe.gateway.changePrice({ subscriptionId, itemId, priceId }), 'StripeInvalidRequestError'],
    [
      stripe.gateway.changePrice({ subscriptionId, itemId, priceId: 'price_unknown' }),
      'StripeInvalidRequestError',
    ],
    [wrongKey.setCancelAtPeriodEnd(subscriptionId, true), 'StripeAuthenticationError'],
  ] as const) {
    await expect(call).rejects.toMatchObject({
      definition: billingErrors.misconfigured,
      cause: { type },
    });
  }
});

test('a change of an item that is no more is refused as overtaken', async () => {
  const { subscriptionId } = await aSubscription();
  const [scale] = await stripe.gateway.findPrices(['scale']);
  const priceId = scale?.priceId ?? '';
  await expect(
    stripe.gateway.changePrice({ subscriptionId, itemId: 'si_gone', priceId }),
  ).rejects.toMatchObject({ definition: billingErrors.inProgress });
});

test('a read with a wrong key is a defect of ours and no refusal', async () => {
  const wrongKey = createStripeGateway({ secretKey: 'sk_test_of_another', apiUrl: stripe.apiUrl });
  const error = await wrongKey.readObject('customer:cus_1').then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  expect(isDomainError(error)).toBe(false);
});

test('the mode is that of the key', () => {
  expect(createStripeGateway({ secretKey: 'sk_test_1' }).livemode).toBe(false);
  expect(createStripeGateway({ secretKey: 'sk_live_1' }).livemode).toBe(true);
  expect(createStripeGateway({ secretKey: 'rk_live_1' }).livemode).toBe(true);
});

async function orderOf(plan: string, trialDays = 0) {
  await publishPlans(stripe.gateway);
  const [price] = await stripe.gateway.findPrices([plan]);
  const customer = await stripe.gateway.createCustomer(ada);
  return {
    customerId: customer.id,
    priceId: price?.priceId ?? '',
    trialDays,
    reference: ada.reference,
    successUrl: 'https://app.example/thanks',
    cancelUrl: 'https://app.example/plans',
    idempotencyKey: `checkout:${ada.reference}:first`,
  };
}

/** Paid by a good card, of the plan growth. */
async function aSubscription() {
  const order = await orderOf('growth');
  const page = await stripe.gateway.createCheckout({ ...order, idempotencyKey: crypto.randomUUID() });
  await stripe.payAt(page.url, cards.good);
  const { subscriptionId } = await stripe.gateway.closeCheckout(page.id);
  const subscription = await stripe.gateway.readObject(`subscription:${subscriptionId}`);
  const { data } = z.object({ data: z.array(z.object({ id: z.string() })) }).parse(subscription?.items);
  return {
    customerId: order.customerId,
    subscriptionId: subscriptionId ?? '',
    itemId: data[0]?.id ?? '',
  };
}
