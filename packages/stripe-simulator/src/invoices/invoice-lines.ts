import type { World } from '../world/create-world.ts';
import type { InvoiceItem, InvoiceLine, Price, Subscription, SubscriptionItem } from '../world/wire.ts';

const SYMBOLS: Readonly<Record<string, string>> = { usd: '$', eur: '€', gbp: '£' };

/** What prices say in words: `$49.00 / month`. */
export function priceInWords({ unit_amount, currency, recurring }: Price): string {
  const amount = inWords(unit_amount ?? 0, currency);
  return recurring ? `${amount} / ${recurring.interval}` : amount;
}

/** Cents as money: `$49.00`. Intl would take most of the time of a simulated life. */
export function inWords(amount: number, currency: string): string {
  const digits = (Math.abs(amount) / 100).toFixed(2);
  const symbol = SYMBOLS[currency];
  const money = symbol ? `${symbol}${digits}` : `${digits} ${currency.toUpperCase()}`;
  return amount < 0 ? `-${money}` : money;
}

/** What a subscription item costs for a whole period, in cents. */
export function fullAmount({ price, quantity = 1 }: Pick<SubscriptionItem, 'price' | 'quantity'>): number {
  return (price.unit_amount ?? 0) * quantity;
}

/** The line for one period of an item; `amount` is less than the full one in a trial or a shorter period. */
export function periodLine(
  world: World,
  item: SubscriptionItem,
  wanted: { period: { start: number; end: number }; amount?: number; isTrial?: boolean },
): InvoiceLine {
  const product = world.store.products.get(item.price.product).name;
  const { amount = fullAmount(item), period, isTrial = false } = wanted;
  const quantity = item.quantity ?? 1;
  return {
    ...emptyLine(world, { amount, currency: item.price.currency, quantity, period }),
    description: isTrial
      ? `Trial period for ${product}`
      : `${quantity} × ${product} (at ${priceInWords(item.price)})`,
    metadata: item.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: item.subscription,
        subscription_item: item.id,
      },
      type: 'subscription_item_details',
    },
    pricing: pricingOf(item.price),
    subscription: item.subscription,
  };
}

/** The line that bills an invoice item, such as a proration. */
export function itemLine(world: World, item: InvoiceItem): InvoiceLine {
  const details = item.parent?.subscription_details;
  const { amount, currency, quantity, period, proration, pricing, description } = item;
  return {
    ...emptyLine(world, { amount, currency, quantity, period }),
    description,
    metadata: item.metadata ?? {},
    parent: details?.subscription_item
      ? {
          invoice_item_details: null,
          subscription_item_details: {
            invoice_item: item.id,
            proration,
            proration_details: { credited_items: null },
            subscription: details.subscription,
            subscription_item: details.subscription_item,
          },
          type: 'subscription_item_details',
        }
      : {
          invoice_item_details: {
            invoice_item: item.id,
            proration,
            proration_details: { credited_items: null },
            subscription: details?.subscription ?? null,
          },
          subscription_item_details: null,
          type: 'invoice_item_details',
        },
    pricing,
    subscription: details?.subscription ?? null,
  };
}

/** One line for each item of a subscription. */
export function linesOfPeriod(
  world: World,
  { items }: Subscription,
  wanted: Parameters<typeof periodLine>[2],
): InvoiceLine[] {
  return items.data.map((item) => periodLine(world, item, wanted));
}

/** How a line names what it charges for. */
export function pricingOf(price: Price): InvoiceLine['pricing'] {
  return {
    price_details: { price: price.id, product: price.product },
    type: 'price_details',
    unit_amount_decimal: price.unit_amount_decimal,
  };
}

function emptyLine(
  world: World,
  wanted: Pick<InvoiceLine, 'amount' | 'currency' | 'period'> & { quantity: number },
): InvoiceLine {
  return {
    id: world.ids.next('il'),
    object: 'line_item',
    description: null,
    discount_amounts: [],
    discountable: wanted.amount >= 0,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    parent: null,
    pretax_credit_amounts: [],
    pricing: null,
    quantity_decimal: String(wanted.quantity),
    subscription: null,
    subtotal: wanted.amount,
    taxes: [],
    ...wanted,
  };
}
