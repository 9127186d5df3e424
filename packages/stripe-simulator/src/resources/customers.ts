import { z } from 'zod';
import { integer, isWithin, mergeMetadata, metadata, range, text, unsettable } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { ownMethod } from '../payments/own-method.ts';
import { endSubscription } from '../subscriptions/end-subscription.ts';
import type { World } from '../world/create-world.ts';
import type { Customer } from '../world/wire.ts';

const line = text.exactOptional();
const address = z.strictObject({
  city: line,
  country: line,
  line1: line,
  line2: line,
  postal_code: line,
  state: line,
});
const noAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

const fields = {
  address: unsettable(address).exactOptional(),
  balance: integer.exactOptional(),
  description: text.exactOptional(),
  email: text.exactOptional(),
  invoice_prefix: text.exactOptional(),
  invoice_settings: z
    .strictObject({ default_payment_method: unsettable(text).exactOptional() })
    .exactOptional(),
  metadata: metadata.exactOptional(),
  name: text.exactOptional(),
  phone: text.exactOptional(),
  preferred_locales: z.array(text).exactOptional(),
  tax_exempt: z.enum(['none', 'exempt', 'reverse']).exactOptional(),
};

/** https://docs.stripe.com/api/customers */
export const customerRoutes: ApiRoute[] = [
  operation(
    'POST',
    '/v1/customers',
    { ...fields, payment_method: text.exactOptional(), test_clock: text.exactOptional() },
    ({ world, params: { payment_method, test_clock, ...rest } }) => {
      const customer = createCustomer(world, rest, test_clock);
      if (payment_method) ownMethod(world, payment_method, customer.id);
      return world.store.customers.get(customer.id);
    },
  ),
  operation('GET', '/v1/customers/:id', {}, ({ world: { store }, id }) =>
    store.deletedCustomers.has(id) ? { id, object: 'customer', deleted: true } : store.customers.get(id),
  ),
  operation('POST', '/v1/customers/:id', fields, ({ world, params, id }) => {
    const before = world.store.customers.get(id);
    const method = params.invoice_settings?.default_payment_method;
    if (method) world.store.paymentMethods.get(method, 'invoice_settings[default_payment_method]');
    return world.change(world.store.customers, id, patchOf(before, params), 'customer.updated');
  }),
  operation('DELETE', '/v1/customers/:id', {}, ({ world, id }) => {
    const customer = world.store.customers.get(id);
    for (const subscription of world.store.subscriptions.of(id)) {
      if (subscription.ended_at === null) endSubscription(world, subscription.id, { status: 'canceled' });
    }
    world.emit('customer.deleted', customer);
    world.store.customers.remove(id);
    world.store.deletedCustomers.set(id, customer.test_clock ?? null);
    return { id, object: 'customer', deleted: true };
  }),
  listing(
    '/v1/customers',
    { email: text.exactOptional(), created: range.exactOptional(), test_clock: text.exactOptional() },
    ({ world: { store }, params: { email, created, test_clock } }) =>
      (test_clock ? store.customers.of(test_clock) : store.customers.list()).filter(
        (customer) =>
          (test_clock || !customer.test_clock) &&
          (!email || customer.email === email) &&
          isWithin(customer.created, created),
      ),
  ),
];

type CustomerParams = z.output<z.ZodObject<typeof fields>>;

/** A new customer, living on the time of the test clock `testClock` when one is named. */
export function createCustomer(world: World, params: CustomerParams, testClock?: string): Customer {
  const { ids, store, mainTimeline } = world;
  const clock = testClock ? store.testClocks.get(testClock, 'test_clock') : null;
  const id = ids.next('cus');
  const customer: Customer = {
    id,
    object: 'customer',
    address: null,
    balance: 0,
    created: clock?.frozen_time ?? mainTimeline.now(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: id.slice(-8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: clock?.id ?? null,
  };
  return world.create(store.customers, { ...customer, ...patchOf(customer, params) }, 'customer.created');
}

function patchOf(before: Customer, params: CustomerParams): Partial<Customer> {
  const { address, metadata, invoice_settings, ...plain } = params;
  return {
    ...plain,
    ...(address === undefined ? {} : { address: address && { ...noAddress, ...address } }),
    invoice_settings: { ...before.invoice_settings, ...invoice_settings },
    metadata: mergeMetadata(before.metadata, metadata),
  };
}
