import { createStripeSimulator, type StripeSimulatorOptions } from '@quartet/stripe-simulator';
import { type BillingGateway, type CatalogueGateway, createStripeGateway } from '../gateway/index.ts';

/** A test card's number by what becomes of it: https://docs.stripe.com/testing. */
export const cards = {
  good: '4242424242424242',
  declined: '4000000000000002',
  /** Kept, but declined when it is charged. */
  declinedLater: '4000000000000341',
} as const;

export const SECRET_KEY = 'sk_test_of_the_simulator';

/** The simulator behind real HTTP, and a gateway that talks to it. */
export async function startSimulatedStripe(
  options: Partial<StripeSimulatorOptions> & { timeoutMs?: number } = {},
) {
  const { timeoutMs, ...simulated } = options;
  const simulator = createStripeSimulator({ secretKey: SECRET_KEY, seed: 'test', ...simulated });
  const apiUrl = await simulator.listen({ host: '127.0.0.1', port: 0 });
  const gateway: BillingGateway & CatalogueGateway = createStripeGateway({
    secretKey: SECRET_KEY,
    apiUrl,
    timeoutMs,
  });
  return {
    simulator,
    apiUrl,
    gateway,
    /** Fills in a page of checkout as a person does; resolves to its status, 303 once it is paid. */
    payAt: (url: string, number: string) => post(url, { number }),
    /** Gives the customer another card, on a page of the portal. */
    changeCardAt: (url: string, number: string) => post(url, { action: 'change_card', number }),
    close: () => simulator.close(),
  };
}

export type SimulatedStripe = Awaited<ReturnType<typeof startSimulatedStripe>>;

async function post(url: string, fields: Record<string, string>): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  await response.body?.cancel();
  return response.status;
}
