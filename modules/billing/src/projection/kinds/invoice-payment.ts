import { type InvoicePaymentFacts, readInvoicePayment } from '../../provider/invoice-payment.ts';
import { defineKind } from '../kind.ts';
import type { RowOf } from '../tables.ts';

export const invoicePaymentKind = defineKind<InvoicePaymentFacts>({
  name: 'invoice_payment',
  eventFamily: 'invoice_payment.',
  table: 'invoice_payments',
  readFacts: readInvoicePayment,
  rowOf,
  isTerminal: ({ status }) => status === 'paid' || status === 'canceled',
});

function rowOf(facts: InvoicePaymentFacts): RowOf<'invoice_payments'> {
  return {
    id: facts.id,
    invoice_id: facts.invoiceId,
    status: facts.status,
    amount_paid_cents: facts.amountPaidCents,
    payment_intent_id: facts.paymentIntentId,
    charge_id: facts.chargeId,
  };
}
