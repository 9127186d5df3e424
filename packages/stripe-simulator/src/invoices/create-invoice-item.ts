import type { Proration } from '../subscriptions/proration.ts';
import type { World } from '../world/create-world.ts';
import type { InvoiceItem, Subscription } from '../world/wire.ts';
import { pricingOf } from './invoice-lines.ts';

/** An amount that waits for the customer's next invoice. */
export function createInvoiceItem(world: World, wanted: InvoiceItemWanted): InvoiceItem {
  return world.create(world.store.invoiceItems, newInvoiceItem(world, wanted), 'invoiceitem.created');
}

type InvoiceItemWanted = Pick<InvoiceItem, 'amount' | 'currency' | 'customer' | 'description'> &
  Partial<InvoiceItem>;

/** An invoice item that is not yet part of the account. */
export function newInvoiceItem(world: World, wanted: InvoiceItemWanted): InvoiceItem {
  const now = world.timelineOf(wanted.customer).now();
  const quantity = wanted.quantity ?? 1;
  return {
    id: world.ids.next('ii'),
    object: 'invoiceitem',
    customer_account: null,
    date: now,
    discountable: wanted.amount >= 0,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    parent: null,
    period: { start: now, end: now },
    pricing: { type: 'price_details', unit_amount_decimal: String(wanted.amount) },
    proration: false,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
    test_clock: world.store.customers.get(wanted.customer).test_clock ?? null,
    ...wanted,
  };
}

/** Prorations as invoice items of their subscription. */
export function createProrations(
  world: World,
  { id, customer }: Subscription,
  prorations: Proration[],
): void {
  for (const { item, ...proration } of prorations) {
    createInvoiceItem(world, prorationFields(world, { id, customer }, { item, ...proration }));
  }
}

/** What the invoice item of a proration says. */
export function prorationFields(
  world: World,
  { id, customer }: Pick<Subscription, 'id' | 'customer'>,
  { item, amount, period }: Proration,
): InvoiceItemWanted {
  const product = world.store.products.get(item.price.product).name;
  const words = amount < 0 ? 'Unused time on' : 'Remaining time on';
  const day = new Date(period.start * 1000).toISOString().slice(0, 10);
  return {
    amount,
    currency: item.price.currency,
    customer,
    description: `${words} ${item.quantity ?? 1} × ${product} after ${day}`,
    parent: {
      subscription_details: { subscription: id, subscription_item: item.id },
      type: 'subscription_details',
    },
    period,
    pricing: pricingOf(item.price),
    proration: true,
    proration_details: { credited_items: null, discount_amounts: [] },
    quantity: item.quantity ?? 1,
  };
}
