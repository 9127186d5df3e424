import { createStripeSimulator } from '@quartet/stripe-simulator';

/** An event as it is delivered. */
export interface BenchEvent {
  id: string;
  type: string;
  created: number;
  objectKey: string;
  body: string;
}

const START = Date.UTC(2026, 0, 31, 10) / 1000;
const DAY = 86_400;

/** The events of as many subscriptions, each with the same life but ids of its own; those of one follow each other. */
export async function subscriptionEvents(
  subscriptions: number,
  eventsEach: number,
  suffix: string,
): Promise<BenchEvent[]> {
  const life = await oneLife(eventsEach);
  return Array.from({ length: subscriptions }, (_, index) =>
    life.map((event) => withOwnIds(event, `${suffix}n${index}`)),
  ).flat();
}

/** A subscription that renews each month and changes its plan in between, until there are enough events of it. */
async function oneLife(events: number): Promise<BenchEvent[]> {
  const simulator = createStripeSimulator({ secretKey: 'sk_test_of_the_bench', seed: 'bench' });
  const post = async (path: string, params: object) => {
    const { status, body } = await simulator.request('POST', `/v1/${path}`, params);
    if (status !== 200) throw new Error(`POST ${path} was answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const clock = await post('test_helpers/test_clocks', { frozen_time: START });
  const product = await post('products', { name: 'Growth' });
  const priceOf = async (planId: string, amount: number) =>
    (
      await post('prices', {
        product: product.id,
        currency: 'usd',
        unit_amount: amount,
        recurring: { interval: 'month' },
        lookup_key: planId,
      })
    ).id;
  const prices = [await priceOf('growth', 7_900), await priceOf('scale', 24_900)];
  const { id: customer } = await post('customers', { email: 'payer@example.com', test_clock: clock.id });
  const method = await post('payment_methods/pm_card_visa/attach', { customer });
  await post(`customers/${customer}`, { invoice_settings: { default_payment_method: method.id } });
  const subscription = await post('subscriptions', { customer, items: [{ price: prices[0] }] });
  const told = () => simulator.events().filter(({ type }) => type.startsWith('customer.subscription.'));
  for (let month = 1; told().length < events; month += 1) {
    await post(`test_helpers/test_clocks/${clock.id}/advance`, { frozen_time: START + month * 31 * DAY });
    await post(`subscriptions/${subscription.id}`, { metadata: { month } });
  }
  await simulator.close();
  return told()
    .slice(0, events)
    .map((event) => ({
      id: event.id,
      type: event.type,
      created: event.created,
      objectKey: `subscription:${subscription.id}`,
      body: JSON.stringify(event),
    }));
}

/** Ids of Stripe stand alone between quotes or slashes, so a suffix makes others of them. */
function withOwnIds(event: BenchEvent, suffix: string): BenchEvent {
  const rename = (text: string) =>
    text.replaceAll(/\b(sub|si|in|cus|evt)_[A-Za-z0-9]{10,}/g, (id) => `${id}${suffix}`);
  return { ...event, id: rename(event.id), objectKey: rename(event.objectKey), body: rename(event.body) };
}
