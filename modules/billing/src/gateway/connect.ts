import type { Stripe } from 'stripe';
import { billingErrors } from '../errors.ts';
import { asDomainError } from './as-domain-error.ts';

export interface StripeGatewayOptions {
  /**
   * `sk_…` or a restricted `rk_…`; whether it is of live mode decides what the gateway is of. Without a key, every
   * call throws `billing_unavailable`.
   */
  secretKey: string | undefined;
  /** Where the API is, when it is not Stripe's own: the simulator. */
  apiUrl?: string | undefined;
  /** Milliseconds that one request may take. */
  timeoutMs?: number | undefined;
}

/** Runs calls of the SDK; what they throw is translated. */
export type CallStripe = <Result>(work: (stripe: Stripe) => Promise<Result>) => Promise<Result>;

/** The version that requests ask for: that of the SDK's types. */
const API_VERSION = '2026-10-28.endive';
const TIMEOUT_MS = 10_000;

/** The SDK takes half a second and 35 MB to load, so that is done when it is called for the first time. */
export function connect({ secretKey, apiUrl, timeoutMs = TIMEOUT_MS }: StripeGatewayOptions): CallStripe {
  let client: Promise<Stripe> | undefined;

  async function load(): Promise<Stripe> {
    if (secretKey === undefined)
      throw billingErrors.unavailable({ detail: 'Payments are not set up: STRIPE_SECRET_KEY is missing.' });
    const { Stripe } = await import('stripe');
    return new Stripe(secretKey, {
      apiVersion: API_VERSION,
      telemetry: false,
      timeout: timeoutMs,
      // Whoever only reads has a budget of its own; see `write` for requests that change something.
      maxNetworkRetries: 0,
      ...(apiUrl !== undefined && placeOf(apiUrl)),
    });
  }

  return async (work) => {
    client ??= load();
    const stripe = await client;
    try {
      return await work(stripe);
    } catch (error) {
      throw asDomainError(error);
    }
  };
}

/** Options of a request that changes something: repeated once after a fault of the network, under one key. */
export function write(idempotencyKey?: string): Stripe.RequestOptions {
  return { maxNetworkRetries: 1, ...(idempotencyKey !== undefined && { idempotencyKey }) };
}

function placeOf(apiUrl: string): { host: string; port: string; protocol: 'http' | 'https' } {
  const { hostname, port, protocol } = new URL(apiUrl);
  const isHttps = protocol === 'https:';
  return { host: hostname, port: port || (isHttps ? '443' : '80'), protocol: isHttps ? 'https' : 'http' };
}
