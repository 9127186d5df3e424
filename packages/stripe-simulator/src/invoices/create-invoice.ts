import { HOUR_SECONDS } from '../world/calendar.ts';
import type { World } from '../world/create-world.ts';
import type { Invoice, InvoiceItem, InvoiceLine } from '../world/wire.ts';
import { buildInvoice, type InvoiceWanted } from './build-invoice.ts';
import { itemLine } from './invoice-lines.ts';

/** Hours between a draft and its finalisation: https://docs.stripe.com/invoicing/integration/workflow-transitions. */
const DRAFT_HOURS = 1;

/**
 * Drafts an invoice of `lines` and the customer's pending invoice items of the same subscription, and makes it
 * the subscription's latest.
 */
export function createInvoice(world: World, wanted: InvoiceWanted): Invoice {
  const { customer, subscription } = wanted;
  const pending = pendingItems(world, customer.id, subscription?.id);
  const lines = [...pending.map((item) => itemLine(world, item)), ...wanted.lines];
  const invoice = buildInvoice(world, wanted.id ?? world.ids.next('in'), { ...wanted, lines });
  world.create(world.store.invoices, invoice, 'invoice.created');
  for (const { id } of pending) world.change(world.store.invoiceItems, id, { invoice: invoice.id });
  if (!customer.currency)
    world.change(world.store.customers, customer.id, { currency: invoice.currency }, 'customer.updated');
  return invoice;
}

/** When a draft made now is finalised by itself. */
export function finalizesAt(now: number): number {
  return now + DRAFT_HOURS * HOUR_SECONDS;
}

/** Invoice items that wait for the next invoice, oldest first. */
export function pendingItems(
  world: World,
  customer: string,
  subscription: string | undefined,
): InvoiceItem[] {
  return world.store.invoiceItems
    .of(customer)
    .filter(
      (item) =>
        item.invoice === null &&
        (item.parent === null || item.parent.subscription_details?.subscription === subscription),
    )
    .reverse();
}

/** The lines that pending items will become. */
export function pendingLines(
  world: World,
  customer: string,
  subscription: string | undefined,
): InvoiceLine[] {
  return pendingItems(world, customer, subscription).map((item) => itemLine(world, item));
}
