import { z } from 'zod';
import { id, optionalAmount, reference, requiredReference } from './fields.ts';
import { readObject } from './read-object.ts';

/** A payment of an invoice; there are such objects since API version 2025-03-31. */
export type InvoicePaymentFacts = ReturnType<typeof readInvoicePayment>;

/** @throws ProviderObjectError */
export function readInvoicePayment(object: unknown) {
  const parsed = readObject('invoice payment', invoicePayment, object);
  return {
    id: parsed.id,
    invoiceId: parsed.invoice,
    status: parsed.status,
    amountPaidCents: parsed.amount_paid,
    paymentIntentId: parsed.payment?.payment_intent ?? null,
    chargeId: parsed.payment?.charge ?? null,
  };
}

const invoicePayment = z.object({
  id,
  invoice: requiredReference,
  status: z.string(),
  amount_paid: optionalAmount,
  payment: z.object({ payment_intent: reference, charge: reference }).nullish(),
});
