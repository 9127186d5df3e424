import { settlePaid } from '../subscriptions/settle-subscription.ts';
import type { World } from '../world/create-world.ts';
import type { Invoice } from '../world/wire.ts';

/**
 * Records that an invoice is paid. Both `invoice.paid` and `invoice.payment_succeeded` tell of it
 * (https://docs.stripe.com/billing/subscriptions/webhooks), then what it does to the subscription.
 */
export function markPaid(world: World, id: string, fields: Partial<Invoice> = {}): Invoice {
  const invoice = world.store.invoices.get(id);
  const now = world.timelineOf(invoice.customer).now();
  const paid = world.change(world.store.invoices, id, {
    status: 'paid',
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    attempted: true,
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: now },
    ...fields,
  });
  world.emit('invoice.paid', paid);
  world.emit('invoice.payment_succeeded', paid);
  payPayment(world, id, now);
  settlePaid(world, paid);
  return paid;
}

function payPayment(world: World, invoice: string, now: number): void {
  const [payment] = world.store.invoicePayments.of(invoice);
  if (!payment) return;
  const paid = world.change(world.store.invoicePayments, payment.id, {
    status: 'paid',
    amount_paid: payment.amount_requested,
    status_transitions: { canceled_at: null, paid_at: now },
  });
  world.emit('invoice_payment.paid', paid);
}
