import { Stripe } from 'stripe';
import { describe, expect, it } from 'vitest';
import { createPayer, createPlans, SECRET_KEY, startSimulator } from './start-simulator.ts';

describe('the account', () => {
  it('is another one for each seed', async () => {
    await using one = await startSimulator();
    await using again = await startSimulator();
    await using other = await startSimulator({ seed: 'other' });
    const idOf = async ({ stripe }: Pick<typeof one, 'stripe'>) =>
      (await stripe.accounts.retrieveCurrent()).id;
    expect(await idOf(one)).toMatch(/^acct_simulated_\w{24}$/);
    expect(await idOf(again)).toBe(await idOf(one));
    expect(await idOf(other)).not.toBe(await idOf(one));
  });

  it('lists what lives on a test clock by that clock alone', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { growth } = await createPlans(running);
    const { customer, clock } = await createPayer(running);
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: growth.id }],
    });
    const found = async (list: Promise<{ data: { id: string }[] }>) => (await list).data.map((one) => one.id);
    expect(await found(stripe.customers.list())).toEqual([]);
    expect(await found(stripe.subscriptions.list({ status: 'all' }))).toEqual([]);
    expect(await found(stripe.customers.list({ test_clock: clock.id }))).toEqual([customer.id]);
    expect(await found(stripe.subscriptions.list({ test_clock: clock.id }))).toEqual([id]);
    expect(await found(stripe.subscriptions.list({ customer: customer.id }))).toEqual([id]);
  });
});

describe('errors', () => {
  it('come as the types of the SDK, with code, parameter and request id', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { growth } = await createPlans(running);
    const refusal = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error: unknown) => error,
      );

    expect(await refusal(stripe.customers.retrieve('cus_nobody'))).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 404,
      code: 'resource_missing',
      param: 'id',
      message: "No such customer: 'cus_nobody'",
      requestId: expect.stringMatching(/^req_/),
    });
    expect(
      await refusal(stripe.subscriptions.create({ customer: 'cus_nobody', items: [{ price: growth.id }] })),
    ).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'customer' });
    const customer = await stripe.customers.create({});
    expect(
      await refusal(stripe.subscriptions.create({ customer: customer.id, items: [{ price: 'price_none' }] })),
    ).toMatchObject({ code: 'resource_missing', param: 'items[0][price]' });
    expect(
      await refusal(stripe.subscriptions.create({ customer: customer.id, items: [{ price: growth.id }] })),
    ).toMatchObject({ message: expect.stringContaining('no attached payment source') });
    expect(await refusal(stripe.rawRequest('POST', '/v1/products', {}))).toMatchObject({
      code: 'parameter_missing',
      param: 'name',
    });
    expect(await refusal(stripe.rawRequest('POST', '/v1/customers', { nickname: 'x' }))).toMatchObject({
      code: 'parameter_unknown',
      param: 'nickname',
    });
    expect(await refusal(stripe.rawRequest('GET', '/v1/customers?limit=many'))).toMatchObject({
      code: 'parameter_invalid_integer',
      param: 'limit',
    });
    expect(await refusal(stripe.rawRequest('GET', '/v1/quotes'))).toMatchObject({ statusCode: 404 });
    expect(
      await refusal(stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: customer.id })),
    ).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
    });
  });

  it('refuse a wrong key and a missing one', async () => {
    await using running = await startSimulator();
    const { hostname: host, port } = new URL(running.url);
    const stranger = new Stripe('sk_test_of_somebody_else', {
      host,
      port,
      protocol: 'http',
      maxNetworkRetries: 0,
    });
    await expect(stranger.customers.list()).rejects.toMatchObject({ type: 'StripeAuthenticationError' });
    expect((await fetch(`${running.url}/v1/customers`)).status).toBe(401);
    const authorization = `Basic ${Buffer.from(`${SECRET_KEY}:`).toString('base64')}`;
    const basic = await fetch(`${running.url}/v1/customers`, { headers: { authorization } });
    expect(basic.status).toBe(200);
    expect(basic.headers.get('stripe-version')).toBe('2026-10-28.endive');
  });
});

describe('idempotency', () => {
  it('answers a repeated request with the first answer, and does the work once', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const create = (email: string) => stripe.customers.create({ email }, { idempotencyKey: 'once' });
    const [first, second] = [await create('ada@example.com'), await create('ada@example.com')];
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect((await stripe.customers.list()).data).toHaveLength(1);
    await expect(create('eve@example.com')).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
    expect(running.simulator.events().at(-1)?.request).toMatchObject({ idempotency_key: 'once' });
  });

  it('does not keep the refusal of parameters that were not valid', async () => {
    await using running = await startSimulator();
    const options = { idempotencyKey: 'again' };
    await expect(running.stripe.rawRequest('POST', '/v1/products', {}, options)).rejects.toMatchObject({
      code: 'parameter_missing',
    });
    const product = await running.stripe.products.create({ name: 'Growth' }, options);
    expect(product.name).toBe('Growth');
  });
});

describe('lists', () => {
  it('go page by page, newest first, forwards and backwards', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const created: string[] = [];
    for (let count = 0; count < 25; count += 1) created.push((await stripe.customers.create({})).id);
    const newestFirst = created.toReversed();

    const page = await stripe.customers.list({ limit: 10 });
    expect(page).toMatchObject({ object: 'list', has_more: true, url: '/v1/customers' });
    const all = await stripe.customers.list({ limit: 10 }).autoPagingToArray({ limit: 100 });
    expect(all.map(({ id }) => id)).toEqual(newestFirst);
    const before = await stripe.customers.list({ limit: 5, ending_before: String(newestFirst[10]) });
    expect(before.data.map(({ id }) => id)).toEqual(newestFirst.slice(5, 10));
  });

  it('find prices by lookup key, and move the key', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { growth, product } = await createPlans(running);
    const wanted = { currency: 'usd', product: product.id, unit_amount: 5_900, lookup_key: 'growth' };
    const recurring = { interval: 'month' } as const;
    await expect(stripe.prices.create({ ...wanted, recurring })).rejects.toMatchObject({
      param: 'lookup_key',
    });
    const moved = await stripe.prices.create({ ...wanted, recurring, transfer_lookup_key: true });
    const found = await stripe.prices.list({ lookup_keys: ['growth'], expand: ['data.product'] });
    expect(found.data).toMatchObject([{ id: moved.id, product: { name: 'Growth' } }]);
    expect((await stripe.prices.retrieve(growth.id)).lookup_key).toBeNull();
    expect(String(moved.unit_amount_decimal)).toBe('5900');
  });
});

describe('money back', () => {
  it('refunds a charge in parts, and no more than it has', async () => {
    await using running = await startSimulator();
    const { stripe, simulator } = running;
    const { growth } = await createPlans(running);
    const { customer } = await createPayer(running);
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: growth.id }] });
    const [charge] = (await stripe.charges.list({ customer: customer.id })).data;
    const id = String(charge?.id);
    await stripe.refunds.create({ charge: id, amount: 1_000 });
    expect(await stripe.charges.retrieve(id)).toMatchObject({ amount_refunded: 1_000, refunded: false });
    await expect(stripe.refunds.create({ charge: id, amount: 4_000 })).rejects.toMatchObject({
      param: 'amount',
    });
    await stripe.refunds.create({ charge: id });
    expect(await stripe.charges.retrieve(id, { expand: ['refunds'] })).toMatchObject({
      amount_refunded: 4_900,
      refunded: true,
      refunds: { data: [{ amount: 3_900 }, { amount: 1_000 }] },
    });
    expect(simulator.events().at(-1)).toMatchObject({
      type: 'charge.refunded',
      data: { previous_attributes: { amount_refunded: 1_000, refunded: false } },
    });
    await expect(stripe.refunds.create({ charge: id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
  });

  it('takes the money of a disputed charge and gives it back when the dispute is won', async () => {
    await using running = await startSimulator();
    const { stripe, simulator } = running;
    const { growth } = await createPlans(running);
    const { customer } = await createPayer(running, 'pm_card_createDispute');
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: growth.id }] });
    const [dispute] = (await stripe.disputes.list()).data;
    expect(dispute).toMatchObject({ status: 'needs_response', amount: 4_900, reason: 'fraudulent' });
    await stripe.disputes.update(String(dispute?.id), {
      evidence: { uncategorized_text: 'winning_evidence' },
      submit: true,
    });
    const types = simulator.events().map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('charge.dispute'))).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.updated',
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
    ]);
  });
});

describe('entitlements', () => {
  it('follow the subscription, and a summary tells of each change', async () => {
    await using running = await startSimulator();
    const { stripe, simulator } = running;
    const { growth, product } = await createPlans(running);
    const feature = await stripe.entitlements.features.create({ name: 'Exports', lookup_key: 'exports' });
    await stripe.products.createFeature(product.id, { entitlement_feature: feature.id });
    const { customer } = await createPayer(running);
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: growth.id }],
    });
    const active = () => stripe.entitlements.activeEntitlements.list({ customer: customer.id });
    expect((await active()).data).toMatchObject([{ lookup_key: 'exports', feature: feature.id }]);
    await stripe.subscriptions.cancel(id);
    expect((await active()).data).toEqual([]);
    const summaries = simulator.events().filter(({ type }) => type.startsWith('entitlements'));
    expect(summaries).toMatchObject([
      { data: { object: { customer: customer.id, entitlements: { data: [{ lookup_key: 'exports' }] } } } },
      {
        data: {
          object: { entitlements: { data: [] } },
          previous_attributes: { entitlements: { data: [{ lookup_key: 'exports' }] } },
        },
      },
    ]);
  });
});

describe('events', () => {
  it('can be listed by type and read again', async () => {
    await using running = await startSimulator();
    const { stripe, simulator } = running;
    await createPlans(running);
    const { data } = await stripe.events.list({ types: ['price.created', 'product.created'] });
    expect(data.map(({ type }) => type)).toEqual(['price.created', 'price.created', 'product.created']);
    await simulator.flush();
    expect(await stripe.events.retrieve(String(data[0]?.id))).toMatchObject({
      pending_webhooks: 0,
      livemode: false,
      api_version: '2026-10-28.endive',
    });
  });
});

describe('faults of the API', () => {
  it('are answered as asked for, as often as asked for', async () => {
    await using running = await startSimulator();
    const { stripe, simulator } = running;
    await simulator.setApiFaults([
      { kind: 'error', status: 429, times: 1 },
      { kind: 'error', status: 500, times: 1 },
      { kind: 'disconnect', path: '/v1/customers' },
    ]);
    await expect(stripe.customers.create({})).rejects.toMatchObject({ type: 'StripeRateLimitError' });
    await expect(stripe.customers.create({})).rejects.toMatchObject({ type: 'StripeAPIError' });
    await expect(stripe.customers.create({})).rejects.toMatchObject({ type: 'StripeConnectionError' });
    await simulator.setApiFaults([]);
    expect((await stripe.customers.list()).data).toEqual([]);
  });
});
