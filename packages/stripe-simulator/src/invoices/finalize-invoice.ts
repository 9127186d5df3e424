import { createIntent } from '../payments/payment-intent.ts';
import { invalidRequest } from '../world/api-error.ts';
import { DAY_SECONDS } from '../world/calendar.ts';
import type { World } from '../world/create-world.ts';
import type { Invoice } from '../world/wire.ts';
import { afterBalance } from './build-invoice.ts';
import { markPaid } from './mark-paid.ts';

/**
 * Makes a draft an open invoice: it gets its number, takes the customer's credit, and a payment intent for
 * what is left. With nothing left to pay it is paid at once
 * (https://docs.stripe.com/invoicing/overview#invoice-statuses).
 */
export function finalizeInvoice(world: World, id: string): Invoice {
  const draft = world.store.invoices.get(id);
  if (draft.status !== 'draft') {
    throw invalidRequest('This invoice is already finalized, you can only finalize drafts.', {
      code: 'invoice_not_editable',
    });
  }
  const now = world.timelineOf(draft.customer).now();
  const { amountDue, ...balance } = takeBalance(world, draft);
  const open = world.change(world.store.invoices, id, {
    status: 'open',
    number: takeNumber(world, draft),
    amount_due: amountDue,
    amount_remaining: amountDue,
    starting_balance: balance.startingBalance,
    ending_balance: balance.endingBalance,
    automatically_finalizes_at: null,
    due_date: draft.collection_method === 'send_invoice' ? (draft.due_date ?? now + 30 * DAY_SECONDS) : null,
    effective_at: now,
    hosted_invoice_url: `${world.settings.publicUrl()}/invoices/${id}`,
    status_transitions: { ...draft.status_transitions, finalized_at: now },
  });
  if (amountDue > 0) requestPayment(world, open);
  world.emit('invoice.finalized', open);
  return amountDue > 0 ? open : markPaid(world, id);
}

function takeBalance(world: World, { customer, total }: Invoice) {
  if (!customer) return afterBalance(total, 0);
  const { balance } = world.store.customers.get(customer);
  const after = afterBalance(total, balance);
  world.change(world.store.customers, customer, { balance: after.endingBalance }, 'customer.updated');
  return after;
}

function takeNumber(world: World, { customer, id }: Invoice): string {
  const owner = customer ? world.store.customers.get(customer) : undefined;
  const sequence = owner?.next_invoice_sequence ?? 1;
  if (owner) world.change(world.store.customers, owner.id, { next_invoice_sequence: sequence + 1 });
  return `${owner?.invoice_prefix ?? id.slice(-8).toUpperCase()}-${String(sequence).padStart(4, '0')}`;
}

function requestPayment(world: World, { id, amount_due, currency, customer, created }: Invoice): void {
  const intent = createIntent(world, { amount: amount_due, currency, customer });
  world.create(world.store.invoicePayments, {
    id: world.ids.next('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: amount_due,
    created,
    currency,
    invoice: id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  });
}
