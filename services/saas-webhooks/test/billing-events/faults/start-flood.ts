import Stripe from 'stripe';
import { vi } from 'vitest';
import { WEBHOOK_SECRET } from './start-inbox.ts';

/** Deliveries under way at the same time. */
const SIDES = 24;

/** Deliveries without a pause, until all are answered. */
export interface Flood {
  /** Resolves when so many deliveries were answered with 202. */
  until(count: number): Promise<void>;
  /** Resolves when all were. */
  done: Promise<void>;
}

/**
 * Delivers each body, signed by Stripe's SDK, to the endpoints in turn; one that is not answered with 202 is
 * delivered again to the next one.
 */
export function startFlood(bodies: readonly string[], endpoints: readonly { url: string }[]): Flood {
  const { webhooks } = new Stripe('sk_test_unused');
  let begun = 0;
  let accepted = 0;
  const side = async () => {
    for (let index = begun++; index < bodies.length; index = begun++) {
      const body = bodies[index] ?? '';
      for (
        let attempt = index;
        !(await isAccepted(body, endpoints[attempt % endpoints.length]));
        attempt += 1
      );
      accepted += 1;
    }
  };
  return {
    until: async (count) =>
      void (await vi.waitUntil(() => accepted >= count, { timeout: 120_000, interval: 10 })),
    done: Promise.all(Array.from({ length: SIDES }, side)).then(() => undefined),
  };

  async function isAccepted(body: string, endpoint: { url: string } | undefined): Promise<boolean> {
    const signature = webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET });
    try {
      const response = await fetch(`${endpoint?.url}/api/webhooks/stripe`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': signature },
        body,
      });
      await response.arrayBuffer();
      return response.status === 202;
    } catch {
      return false;
    }
  }
}
