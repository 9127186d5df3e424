import { currentPeriod, periodFrom } from '../subscriptions/period.ts';
import type { World } from '../world/create-world.ts';
import type { Invoice, InvoiceLine, Subscription } from '../world/wire.ts';
import { buildInvoice } from './build-invoice.ts';
import { pendingLines } from './create-invoice.ts';
import { linesOfPeriod } from './invoice-lines.ts';

/** The invoice that the subscription's next renewal will bring, with `extra` lines such as prorations. */
export function previewInvoice(world: World, subscription: Subscription, extra: InvoiceLine[] = []): Invoice {
  const { customer: id, items, billing_cycle_anchor } = subscription;
  const [first] = items.data;
  if (!first) throw new Error(`The subscription ${subscription.id} has no items.`);
  const { start, end } = currentPeriod(subscription);
  const period = periodFrom(end, billing_cycle_anchor, first.price);
  const lines = linesOfPeriod(world, subscription, { period });
  return buildInvoice(world, 'upcoming', {
    customer: world.store.customers.get(id),
    subscription,
    billingReason: 'upcoming',
    lines: [...pendingLines(world, id, subscription.id), ...extra, ...lines],
    period: { start, end },
    fields: { next_payment_attempt: end + 3_600 },
  });
}
