import { invalidRequest } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import { wholeList } from './list.ts';

/** Fields that only come when asked for, by the object they belong to. */
const INCLUDABLE: Record<string, (world: World, object: Fields) => unknown> = {
  'invoice.payments': ({ store }, { id }) =>
    wholeList(store.invoicePayments.of(String(id)), `/v1/invoice_payments?invoice=${id}`),
  'invoice.confirmation_secret': ({ store }, { id }) => {
    const intent = store.invoicePayments.of(String(id))[0]?.payment.payment_intent;
    const secret = intent && store.paymentIntents.find(intent)?.client_secret;
    return secret ? { client_secret: secret, type: 'payment_intent' } : null;
  },
  'checkout.session.line_items': ({ store }, { id }) =>
    wholeList(store.checkoutOrders.get(String(id))?.lines ?? [], `/v1/checkout/sessions/${id}/line_items`),
  'customer.subscriptions': ({ store }, { id }) =>
    wholeList(
      store.subscriptions.of(String(id)).filter((subscription) => subscription.ended_at === null),
      `/v1/customers/${id}/subscriptions`,
    ),
  'charge.refunds': ({ store }, { id }) =>
    wholeList(store.refunds.of(String(id)), `/v1/charges/${id}/refunds`),
};

const MAX_DEPTH = 4;

type Fields = Record<string, unknown>;

/**
 * The object with the fields of `paths` (such as `data.latest_invoice.payments`) expanded:
 * https://docs.stripe.com/api/expanding_objects. Throws 400 for a field that cannot be.
 */
export function expand(world: World, object: object, paths: readonly string[]): object {
  return paths.reduce<object>((expanded, path) => {
    const keys = path.split('.');
    if (keys.filter((key) => key !== 'data').length > MAX_DEPTH) {
      throw invalidRequest(
        `You cannot expand more than ${MAX_DEPTH} levels of a property. Property: ${path}`,
      );
    }
    return expandPath(world, expanded, keys, path);
  }, object);
}

function expandPath(world: World, object: object, keys: readonly string[], path: string): object {
  const [key, ...rest] = keys;
  if (key === undefined) return object;
  const value = fieldOf(world, object, key, path);
  if (Array.isArray(value)) {
    return { ...object, [key]: value.map((item) => expandPath(world, item, rest, path)) };
  }
  if (!isObject(value)) return { ...object, [key]: value };
  return { ...object, [key]: expandPath(world, value, rest, path) };
}

function fieldOf(world: World, object: object, key: string, path: string): unknown {
  const fields: Fields = { ...object };
  const include = INCLUDABLE[`${fields.object}.${key}`];
  if (include) return include(world, fields);
  if (!(key in fields)) {
    throw invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand[]' });
  }
  const value = fields[key];
  return typeof value === 'string' ? (findAny(world, value) ?? value) : value;
}

function findAny({ store }: World, id: string): object | undefined {
  for (const collection of Object.values(store)) {
    const found = 'find' in collection ? collection.find(id) : undefined;
    if (found) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
