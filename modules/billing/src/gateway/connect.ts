import type { Stripe } from 'stripe';
import { billingErrors } from '../errors.ts';
import { asDomainError } from './as-domain-error.ts';
import { findAccountId } from './find-account-id.ts';
import { OtherAccountError } from './other-account-error.ts';

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
  /** Asked before the first call whether the key's account is the right one. An `OtherAccountError` of it is thrown by every call. */
  admit?: ((account: AccountOfKey) => Promise<void>) | undefined;
}

/** The account that a key is of. */
export interface AccountOfKey {
  /** Nothing when the key may not know it. */
  id: string | undefined;
  livemode: boolean;
}

/** Runs calls of the SDK; what they throw is translated. */
export type CallStripe = <Result>(work: (stripe: Stripe) => Promise<Result>) => Promise<Result>;

/** The version that requests ask for: that of the SDK's types. */
const API_VERSION = '2026-10-28.endive';
const TIMEOUT_MS = 10_000;

/** The SDK takes half a second and 35 MB to load, so that is done when it is called for the first time. */
export function connect(options: StripeGatewayOptions): CallStripe {
  const { secretKey, apiUrl, timeoutMs = TIMEOUT_MS, admit } = options;
  let client: Promise<Stripe> | undefined;

  async function load(): Promise<Stripe> {
    if (secretKey === undefined)
      throw billingErrors.unavailable({ detail: 'Payments are not set up: STRIPE_SECRET_KEY is missing.' });
    const { Stripe } = await import('stripe');
    const stripe = new Stripe(secretKey, {
      apiVersion: API_VERSION,
      telemetry: false,
      timeout: timeoutMs,
      // Whoever only reads has a budget of its own; see `write` for requests that change something.
      maxNetworkRetries: 0,
      ...(apiUrl !== undefined && placeOf(apiUrl)),
    });
    if (admit !== undefined)
      await admit({ id: await findAccountId(stripe), livemode: isOfLiveMode(secretKey) });
    return stripe;
  }

  /** Of which account a key is does not change; what else fails may succeed the next time. */
  async function loadOnce(): Promise<Stripe> {
    client ??= load();
    try {
      return await client;
    } catch (error) {
      if (!(error instanceof OtherAccountError)) client = undefined;
      throw error;
    }
  }

  return async (work) => {
    try {
      return await work(await loadOnce());
    } catch (error) {
      throw asDomainError(error);
    }
  };
}

export function isOfLiveMode(secretKey: string | undefined): boolean {
  return /^[a-z]+_live_/.test(secretKey ?? '');
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
