import type { StartedInbox } from './start-inbox.ts';

/** A price of 79 dollars a month, by which customers subscribe at the simulator. */
export async function priceOf({ simulator }: Pick<StartedInbox, 'simulator'>): Promise<string> {
  const product = await simulator.request('POST', '/v1/products', { name: 'Growth' });
  const price = await simulator.request('POST', '/v1/prices', {
    product: product.body.id,
    currency: 'usd',
    unit_amount: 7_900,
    recurring: { interval: 'month' },
    lookup_key: 'growth',
  });
  return String(price.body.id);
}

/** A new customer with a card, and a subscription of theirs; its id. */
export async function subscribeTo(
  { simulator }: Pick<StartedInbox, 'simulator'>,
  price: string,
  customerParams: object = {},
): Promise<string> {
  const customer = await simulator.request('POST', '/v1/customers', {
    email: 'ada@example.com',
    ...customerParams,
  });
  const id = customer.body.id;
  const card = await simulator.request('POST', '/v1/payment_methods/pm_card_visa/attach', { customer: id });
  const subscription = await simulator.request('POST', '/v1/subscriptions', {
    customer: id,
    default_payment_method: card.body.id,
    items: [{ price }],
  });
  if (subscription.status !== 200) throw new Error(JSON.stringify(subscription.body));
  return String(subscription.body.id);
}
