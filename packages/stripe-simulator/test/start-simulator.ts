import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Stripe } from 'stripe';
import { createStripeSimulator, openStripeSimulator, type StripeSimulatorOptions } from '../src/index.ts';

export const SECRET_KEY = 'sk_test_of_the_simulator';
const WEBHOOK_SECRET = 'whsec_of_the_simulator';
/** 2026-01-31T10:00:00Z, the end of a month that the next one does not have. */
export const START = Date.UTC(2026, 0, 31, 10) / 1000;
export const DAY = 86_400;
export const HOUR = 3_600;

/** A running simulator, the SDK that talks to it, and an endpoint that verifies what it gets. */
export async function startSimulator({
  journal,
  ...options
}: Partial<StripeSimulatorOptions> & { journal?: string } = {}) {
  const endpoint = await startEndpoint();
  const all = {
    secretKey: SECRET_KEY,
    seed: 'test',
    webhookEndpoints: [{ url: endpoint.url, secret: WEBHOOK_SECRET }],
    deliveryRetryDelaysMs: [1, 1, 1],
    ...options,
  };
  const simulator = journal
    ? (await openStripeSimulator(all, journal)).simulator
    : createStripeSimulator(all);
  const url = await simulator.listen({ host: '127.0.0.1', port: 0 });
  const { hostname: host, port } = new URL(url);
  const stripe = new Stripe(SECRET_KEY, {
    host,
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  });
  const stop = async () => {
    await simulator.close();
    await endpoint.close();
  };
  return { simulator, stripe, url, endpoint, options: all, [Symbol.asyncDispose]: stop };
}

export type Running = Awaited<ReturnType<typeof startSimulator>>;

/** Collects verified events; `refuse` names those that get a 500, by how often each came. */
async function startEndpoint() {
  const events: Stripe.Event[] = [];
  let refuses: (event: Stripe.Event, count: number) => boolean = () => false;
  const { webhooks } = new Stripe(SECRET_KEY);
  const verified = (body: string, signature: string) => {
    try {
      return webhooks.constructEvent(body, signature, WEBHOOK_SECRET);
    } catch (error) {
      if (error instanceof Stripe.errors.StripeSignatureVerificationError) return undefined;
      throw error;
    }
  };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const event = verified(body, String(request.headers['stripe-signature']));
    if (!event) {
      response.writeHead(400).end();
      return;
    }
    events.push(event);
    const count = events.filter(({ id }) => id === event.id).length;
    response.writeHead(refuses(event, count) ? 500 : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    events,
    refuseWhen(condition: typeof refuses) {
      refuses = condition;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Two monthly prices of one product: 49 and 99 dollars. */
export async function createPlans({ stripe }: Pick<Running, 'stripe'>) {
  const product = await stripe.products.create({ name: 'Growth' });
  const monthly = { currency: 'usd', product: product.id, recurring: { interval: 'month' } } as const;
  const growth = await stripe.prices.create({ ...monthly, unit_amount: 4_900, lookup_key: 'growth' });
  const scale = await stripe.prices.create({ ...monthly, unit_amount: 9_900, lookup_key: 'scale' });
  return { product, growth, scale };
}

/** A customer on a test clock of their own that stands at {@link START}, who pays by this test card. */
export async function createPayer({ stripe }: Pick<Running, 'stripe'>, card = 'pm_card_visa') {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: START });
  const { id } = await stripe.customers.create({ email: 'ada@example.com', test_clock: clock.id });
  const customer = await keepCard({ stripe }, id, card);
  const advanceTo = (moment: number) =>
    stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: moment });
  return { customer, clock, advanceTo };
}

/** Makes this test card the customer's default. */
export async function keepCard({ stripe }: Pick<Running, 'stripe'>, customer: string, card: string) {
  const method = await stripe.paymentMethods.attach(card, { customer });
  return stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
}

/** Posts a form of a hosted page as a browser does, without following the redirect. */
export function post(url: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}

/** The types of these events, in order. */
export function typesOf(events: readonly { type: string }[]): string[] {
  return events.map(({ type }) => type);
}
