import type { SimulatedEvent } from '../world/event.ts';
import { signatureHeader } from './sign.ts';

/** One sending of an event to one endpoint, as far as it has come. */
export interface Delivery {
  event: SimulatedEvent;
  url: string;
  state: 'pending' | SettledState;
  attempts: DeliveryAttempt[];
}

export type SettledState = 'delivered' | 'failed' | 'dropped';

export interface DeliveryAttempt {
  at: Date;
  /** The answer's, or null when none came. */
  status: number | null;
  error?: string;
}

export interface Transport {
  now: () => Date;
  timeoutMs: number;
}

/** Posts the event, signed, and adds the attempt. A redirect is a failure: https://docs.stripe.com/webhooks. */
export async function attemptDelivery(
  { event, url, attempts }: Delivery,
  secret: string,
  { now, timeoutMs }: Transport,
): Promise<boolean> {
  const at = now();
  const body = JSON.stringify(event, null, 2);
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signatureHeader(body, secret, Math.floor(at.getTime() / 1000)),
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      body,
    });
    await response.arrayBuffer();
    attempts.push({ at, status: response.status });
    return response.ok;
  } catch (error) {
    attempts.push({ at, status: null, error: error instanceof Error ? error.message : String(error) });
    return false;
  }
}
