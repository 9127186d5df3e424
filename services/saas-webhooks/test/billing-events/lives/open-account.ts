import { publishPlans } from '@quartet/billing';
import { createStripeGateway } from '@quartet/billing/gateway';
import { createStripeSimulator, type SimulatedEvent, type StripeSimulator } from '@quartet/stripe-simulator';
import { z } from 'zod';

/** When lives begin, in seconds since 1970: 2026-01-31T10:00:00Z. */
export const EPOCH = Date.UTC(2026, 0, 31, 10) / 1000;

const SECRET_KEY = 'sk_test_of_the_lives';

/** A simulated account of Stripe with the plans on sale. Its own time stands still: lives have test clocks. */
export interface Account {
  /** When its lives begin. */
  epoch: number;
  /** The answer's body; nothing when it was refused, as Stripe refuses what makes no sense. */
  request(method: 'GET' | 'POST' | 'DELETE', path: string, params?: object): Promise<Answer | undefined>;
  /** An object as the API answers it now, by its key; nothing for one that is gone. */
  look(objectKey: string): Promise<Answer | undefined>;
  /** Submits a hosted page. */
  submit(url: string, fields: Record<string, string>): Promise<void>;
  /** Prices by their plan. */
  prices: ReadonlyMap<string, string>;
  /** The events since the last time that this was asked, in order. */
  takeEvents(): readonly SimulatedEvent[];
  close(): Promise<void>;
}

export type Answer = z.output<typeof answerSchema>;
const answerSchema = z.looseObject({ id: z.string().optional() });

/** The one object that has no address of its own. */
const SUMMARY = 'entitlements.active_entitlement_summary';

const pricesSchema = z.object({
  data: z.array(z.object({ id: z.string(), lookup_key: z.string(), product: z.string() })),
});

/** @param seed of its ids */
export async function openAccount(
  seed: string,
  {
    epoch = EPOCH,
    afterLastRetry = 'cancel',
  }: { epoch?: number; afterLastRetry?: 'cancel' | 'mark_unpaid' } = {},
): Promise<Account> {
  const clock = { now: () => new Date(epoch * 1000) };
  const simulator = createStripeSimulator({ secretKey: SECRET_KEY, seed, clock, afterLastRetry });
  const url = await simulator.listen({ host: '127.0.0.1', port: 0 });
  await publishPlans(createStripeGateway({ secretKey: SECRET_KEY, apiUrl: url }));
  const { data: prices } = pricesSchema.parse((await simulator.request('GET', '/v1/prices')).body);
  await addFeatures(simulator, prices);
  let taken = simulator.events().length;
  const request: Account['request'] = async (method, path, params) => {
    const { status, body } = await simulator.request(method, path, params);
    if (status >= 500) throw new Error(`The simulator failed: ${JSON.stringify(body)}`);
    return status < 400 ? answerSchema.parse(body) : undefined;
  };
  return {
    epoch,
    request,
    async look(objectKey) {
      const [kind = '', id = ''] = objectKey.split(':');
      if (kind !== SUMMARY) return await request('GET', `/v1/${kind.replace('.', '/')}s/${id}`);
      const entitlements = await request('GET', '/v1/entitlements/active_entitlements', { customer: id });
      return entitlements && { object: SUMMARY, customer: id, entitlements };
    },
    async submit(page, fields) {
      const response = await fetch(page, {
        method: 'POST',
        body: new URLSearchParams(fields),
        redirect: 'manual',
      });
      await response.body?.cancel();
    },
    prices: new Map(prices.map(({ id, lookup_key }) => [lookup_key, id])),
    takeEvents() {
      const events = simulator.events().slice(taken);
      taken += events.length;
      return events;
    },
    close: () => simulator.close(),
  };
}

/** Some features that Stripe itself keeps, beside those of the plans. */
async function addFeatures(
  simulator: StripeSimulator,
  prices: z.output<typeof pricesSchema>['data'],
): Promise<void> {
  for (const { product, lookup_key: plan } of prices) {
    for (const key of plan === 'scale' ? ['beta', 'white_label'] : ['beta']) {
      const feature = { name: key, lookup_key: `${plan}_${key}` };
      const { body } = await simulator.request('POST', '/v1/entitlements/features', feature);
      await simulator.request('POST', `/v1/products/${product}/features`, {
        entitlement_feature: body.id,
      });
    }
  }
}
