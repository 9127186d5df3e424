import type { Stripe } from 'stripe';
import { z } from 'zod';
import { isMissing } from './as-domain-error.ts';
import type { CallStripe } from './connect.ts';
import type { BillingGateway, ListedKind, ProviderObject } from './gateway.ts';

/** Where objects of each kind are: https://docs.stripe.com/api. */
const PATHS = {
  charge: '/v1/charges',
  'checkout.session': '/v1/checkout/sessions',
  customer: '/v1/customers',
  dispute: '/v1/disputes',
  invoice: '/v1/invoices',
  invoice_payment: '/v1/invoice_payments',
  payment_method: '/v1/payment_methods',
  subscription: '/v1/subscriptions',
} as const;
/** It has no address of its own, but is the list of a customer's active entitlements. */
const ENTITLEMENTS = 'entitlements.active_entitlement_summary';
/** The most that Stripe lists at once. */
const PAGE = 100;

/** Whether objects of this one's kind can be read. */
export function isReadable(objectKey: string): boolean {
  const [kind = ''] = objectKey.split(':');
  return kind === ENTITLEMENTS || pathOf(kind) !== undefined;
}

const objectSchema = z.record(z.string(), z.unknown());
const listSchema = z.object({ data: z.array(objectSchema), has_more: z.boolean() });

/** Objects as the API answers them: raw, since the SDK would turn decimals into objects. */
export function readingCalls(
  call: CallStripe,
): Pick<BillingGateway, 'readObject' | 'listEvents' | 'listObjects'> {
  return {
    readObject: (objectKey, { signal } = {}) =>
      unlessAborted(signal, () => call((stripe) => readObject(stripe, objectKey))),
    listEvents: async ({ createdFrom, startingAfter }) => {
      const query = { ...from(createdFrom), ...after(startingAfter) };
      const { data, has_more } = await call((stripe) => list(stripe, '/v1/events', query));
      return { events: data, hasMore: has_more };
    },
    listObjects: async (kind, { createdFrom, startingAfter }) => {
      const query = { ...from(createdFrom), ...after(startingAfter), ...anyStatus(kind) };
      const { data, has_more } = await call((stripe) => list(stripe, PATHS[kind], query));
      return { objects: data, hasMore: has_more };
    },
  };
}

async function readObject(stripe: Stripe, objectKey: string): Promise<ProviderObject | undefined> {
  const [kind = '', id = ''] = objectKey.split(/:(.*)/s);
  try {
    if (kind === ENTITLEMENTS) return await readEntitlements(stripe, id);
    const path = pathOf(kind);
    if (path === undefined) return undefined;
    return objectSchema.parse(await stripe.rawRequest('GET', `${path}/${encodeURIComponent(id)}`));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function pathOf(kind: string): string | undefined {
  return new Map<string, string>(Object.entries(PATHS)).get(kind);
}

async function readEntitlements(stripe: Stripe, customer: string): Promise<ProviderObject> {
  const entitlements = await list(stripe, '/v1/entitlements/active_entitlements', { customer });
  return { object: ENTITLEMENTS, customer, entitlements: { object: 'list', ...entitlements } };
}

async function list(stripe: Stripe, path: string, query: Record<string, string>) {
  const search = new URLSearchParams({ ...query, limit: String(PAGE) });
  return listSchema.parse(await stripe.rawRequest('GET', `${path}?${search}`));
}

function from(time: Date | undefined): { 'created[gte]'?: string } {
  return time === undefined ? {} : { 'created[gte]': String(Math.floor(time.getTime() / 1000)) };
}

/** Without it, canceled subscriptions are left out: https://docs.stripe.com/api/subscriptions/list. */
function anyStatus(kind: ListedKind): { status?: string } {
  return kind === 'subscription' ? { status: 'all' } : {};
}

function after(id: string | undefined): { starting_after?: string } {
  return id === undefined ? {} : { starting_after: id };
}

async function unlessAborted<Result>(
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (signal === undefined) return work();
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
