import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CatalogueGateway } from '../gateway/gateway.ts';
import { readSubscription } from '../provider/subscription.ts';
import { type SimulatedStripe, startSimulatedStripe } from '../testing/simulated-stripe.ts';
import { priceOf, subscribeTo } from '../testing/subscribe.ts';
import { plans } from './plans.ts';
import { publishPlans } from './publish-plans.ts';

let stripe: SimulatedStripe;
beforeEach(async () => {
  stripe = await startSimulatedStripe();
});
afterEach(() => stripe.close());

const onSale = async () => stripe.gateway.findPrices(plans.map(({ id }) => id));
const writes = () => stripe.simulator.events().map(({ type }) => type);

test('each plan is put on sale once: a product, and a price that is found by the id of the plan', async () => {
  await publishPlans(stripe.gateway);
  const prices = Object.fromEntries((await onSale()).map((price) => [price.planId, price]));
  expect(prices).toMatchObject({
    starter: { productId: 'quartet_starter', priceCents: 1900, currency: 'usd', interval: 'month' },
    growth: { priceCents: 7900 },
    scale: { priceCents: 24900 },
  });
  const before = writes();
  await publishPlans(stripe.gateway);
  expect(writes()).toEqual(before);
});

test('20 that publish at once make one product and one price for each plan', async () => {
  await Promise.all(Array.from({ length: 20 }, () => publishPlans(stripe.gateway)));
  expect(writes().sort()).toEqual([
    ...plans.map(() => 'price.created'),
    ...plans.map(() => 'product.created'),
  ]);
});

test('a plan that costs something else gets a new price of the same product, also when it changes back', async () => {
  await publishPlans(stripe.gateway);
  const before = await onSale();
  const dearer = plans.map((plan) => ({ ...plan, priceCents: plan.priceCents + 100 }));
  await publishPlans(stripe.gateway, dearer);
  const between = await onSale();
  expect(between.map(({ priceCents }) => priceCents).sort()).toEqual([2000, 25000, 8000]);
  await publishPlans(stripe.gateway);
  const after = await onSale();
  expect(after.map(({ priceCents }) => priceCents).sort()).toEqual([1900, 24900, 7900]);
  expect(new Set([...before, ...between, ...after].map(({ priceId }) => priceId)).size).toBe(9);
  expect(new Set([...before, ...after].map(({ productId }) => productId)).size).toBe(3);
});

test('a product that was made without its price, by one that was stopped in between, is used', async () => {
  await stripe.gateway.putProduct({ id: 'quartet_growth', name: 'Growth' });
  await publishPlans(stripe.gateway);
  expect(await onSale()).toHaveLength(3);
});

test('who pays a price that did not name its plan keeps the plan when the price changes, whenever that stops', async () => {
  const { simulator, gateway } = stripe;
  const price = await priceOf(stripe);
  const subscription = await subscribeTo(stripe, price);
  const planNow = async () => {
    const { items } = readSubscription(await gateway.readObject(`subscription:${subscription}`));
    return items.map(({ planId, priceId }) => ({ planId, priceId }));
  };
  const dearer = plans.flatMap((plan) => (plan.id === 'growth' ? [{ ...plan, priceCents: 8_000 }] : []));
  const stopped: CatalogueGateway = { ...gateway, createPrice: () => Promise.reject(new Error('stopped')) };
  await expect(publishPlans(stopped, dearer)).rejects.toThrow('stopped');
  expect(await planNow()).toEqual([{ planId: 'growth', priceId: price }]);

  await publishPlans(gateway, dearer);
  const { body } = await simulator.request('GET', `/v1/subscriptions/${subscription}`);
  expect(body).toMatchObject({ items: { data: [{ price: { id: price, lookup_key: null } }] } });
  expect(await planNow()).toEqual([{ planId: 'growth', priceId: price }]);
  const now = await onSale();
  expect(now.find(({ planId }) => planId === 'growth')).toMatchObject({ priceCents: 8_000, isNamed: true });
});

test('who pays the price of before a change still has the plan, although the lookup key has moved on', async () => {
  await publishPlans(stripe.gateway);
  const before = (await onSale()).find(({ planId }) => planId === 'growth');
  await publishPlans(
    stripe.gateway,
    plans.map((plan) => ({ ...plan, priceCents: plan.priceCents + 100 })),
  );
  const { body: price } = await stripe.simulator.request('GET', `/v1/prices/${before?.priceId}`);
  expect(price).toMatchObject({ lookup_key: null });
  const { items } = readSubscription({
    id: 'sub_1',
    object: 'subscription',
    customer: 'cus_1',
    status: 'active',
    created: 1_700_000_000,
    items: { data: [{ id: 'si_1', price }] },
  });
  expect(items).toMatchObject([{ planId: 'growth' }]);
});
