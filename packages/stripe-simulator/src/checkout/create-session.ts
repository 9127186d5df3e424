import { z } from 'zod';
import { flag, integer, mergeMetadata, metadata, text } from '../http/params.ts';
import { recurringPrice } from '../subscriptions/build-items.ts';
import { subscriptionFields } from '../subscriptions/subscription-params.ts';
import { invalidRequest } from '../world/api-error.ts';
import { DAY_SECONDS } from '../world/calendar.ts';
import type { World } from '../world/create-world.ts';
import type { CheckoutSession, LineItem } from '../world/wire.ts';
import { expireSession } from './expire-session.ts';

const lineItem = z.strictObject({
  price: text,
  quantity: integer.exactOptional(),
  adjustable_quantity: z.record(z.string(), text).exactOptional(),
});

export const sessionFields = {
  allow_promotion_codes: flag.exactOptional(),
  automatic_tax: z.strictObject({ enabled: flag }).exactOptional(),
  billing_address_collection: z.enum(['auto', 'required']).exactOptional(),
  cancel_url: text.exactOptional(),
  client_reference_id: text.exactOptional(),
  customer: text.exactOptional(),
  customer_email: text.exactOptional(),
  customer_update: z.record(z.string(), text).exactOptional(),
  expires_at: integer.exactOptional(),
  line_items: z.array(lineItem).min(1),
  locale: text.exactOptional(),
  metadata: metadata.exactOptional(),
  mode: z.literal('subscription'),
  payment_method_collection: z.enum(['always', 'if_required']).exactOptional(),
  payment_method_types: z.array(text).exactOptional(),
  subscription_data: z.strictObject(subscriptionFields).exactOptional(),
  success_url: text,
};

type SessionWanted = z.output<z.ZodObject<typeof sessionFields>>;

/** Opens a hosted payment page for a new subscription: https://docs.stripe.com/payments/checkout. */
export function createSession(world: World, wanted: SessionWanted): CheckoutSession {
  const { store, ids } = world;
  const customer = wanted.customer ? store.customers.get(wanted.customer, 'customer') : null;
  if (customer && wanted.customer_email) {
    throw invalidRequest('You may only specify one of these parameters: customer, customer_email.');
  }
  const items = wanted.line_items.map(({ price, quantity = 1 }, index) => ({
    price: recurringPrice(world, price, `line_items[${index}][price]`).id,
    quantity,
  }));
  const lines = wanted.line_items.map((item) => lineOf(world, item));
  const session = build(world, wanted, { id: `cs_${ids.next('test')}`, lines });
  store.checkoutOrders.set(session.id, { subscription: { ...wanted.subscription_data, items }, lines });
  store.checkoutSessions.insert(session);
  world.timelineOf(session.customer).schedule(session.expires_at, () => {
    if (store.checkoutSessions.find(session.id)?.status === 'open') expireSession(world, session.id);
  });
  return session;
}

function build(
  world: World,
  wanted: SessionWanted,
  { id, lines }: { id: string; lines: LineItem[] },
): CheckoutSession {
  const created = world.timelineOf(wanted.customer).now();
  const isTrial = hasTrial(wanted.subscription_data);
  const total = isTrial ? 0 : lines.reduce((sum, { amount_total }) => sum + amount_total, 0);
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: wanted.allow_promotion_codes ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: total,
    amount_total: total,
    automatic_tax: {
      enabled: wanted.automatic_tax?.enabled ?? false,
      liability: null,
      provider: null,
      status: null,
    },
    billing_address_collection: wanted.billing_address_collection ?? null,
    cancel_url: wanted.cancel_url ?? null,
    client_reference_id: wanted.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created,
    currency: lines[0]?.currency ?? 'usd',
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: wanted.customer ?? null,
    customer_account: null,
    customer_creation: wanted.customer ? null : 'always',
    customer_details: null,
    customer_email: wanted.customer_email ?? null,
    discounts: [],
    expires_at: wanted.expires_at ?? created + DAY_SECONDS,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: wanted.locale ?? null,
    managed_payments: null,
    metadata: mergeMetadata({}, wanted.metadata),
    mode: 'subscription',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: wanted.payment_method_collection ?? 'always',
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: wanted.payment_method_types ?? ['card'],
    payment_status: 'unpaid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: wanted.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: null,
    url: `${world.settings.publicUrl()}/pay/${id}`,
    wallet_options: null,
  };
}

function hasTrial(wanted: SessionWanted['subscription_data']): boolean {
  return Boolean(wanted?.trial_period_days) || typeof wanted?.trial_end === 'number';
}

function lineOf(world: World, { price: id, quantity = 1 }: z.output<typeof lineItem>): LineItem {
  const price = world.store.prices.get(id);
  const amount = (price.unit_amount ?? 0) * quantity;
  return {
    id: world.ids.next('li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: world.store.products.get(price.product).name,
    discounts: [],
    metadata: {},
    price,
    quantity,
  };
}
