import { z } from 'zod';
import { issuedStatuses } from '../schema.ts';
import {
  amount,
  count,
  flag,
  id,
  moment,
  optionalAmount,
  optionalMoment,
  optionalText,
  reference,
} from './fields.ts';
import { type ObjectContext, readObject } from './read-object.ts';

/** An invoice, whatever API version it was written in. */
export type InvoiceFacts = ReturnType<typeof readInvoice>;

/**
 * Versions differ in where the subscription stands (on the invoice, since 2025-03-31 in its parent). A draft
 * that was deleted is told apart by its event alone: it looks as it did before.
 *
 * @throws ProviderObjectError
 */
export function readInvoice(object: unknown, { eventType }: ObjectContext) {
  const parsed = readObject('invoice', invoice, object);
  const isDeleted = parsed.deleted || eventType === 'invoice.deleted';
  const { status_transitions: times } = parsed;
  return {
    id: parsed.id,
    customerId: parsed.customer,
    subscriptionId: parsed.parent?.subscription_details?.subscription ?? parsed.subscription,
    number: parsed.number,
    status: isDeleted ? ('deleted' as const) : (parsed.status ?? 'draft'),
    billingReason: parsed.billing_reason,
    currency: parsed.currency,
    totalCents: parsed.total,
    amountDueCents: parsed.amount_due,
    amountPaidCents: parsed.amount_paid ?? 0,
    amountRemainingCents:
      parsed.amount_remaining ?? Math.max(0, parsed.amount_due - (parsed.amount_paid ?? 0)),
    attemptCount: parsed.attempt_count,
    nextPaymentAttemptAt: parsed.next_payment_attempt,
    dueAt: parsed.due_date,
    periodStart: parsed.period_start,
    periodEnd: parsed.period_end,
    hostedInvoiceUrl: parsed.hosted_invoice_url,
    invoicePdfUrl: parsed.invoice_pdf,
    finalizationError: parsed.last_finalization_error?.message ?? null,
    createdAt: parsed.created,
    finalizedAt: times?.finalized_at ?? null,
    paidAt: times?.paid_at ?? null,
    voidedAt: times?.voided_at ?? null,
    uncollectibleAt: times?.marked_uncollectible_at ?? null,
  };
}

const invoice = z.object({
  id,
  deleted: flag,
  customer: reference,
  subscription: reference,
  parent: z.object({ subscription_details: z.object({ subscription: reference }).nullish() }).nullish(),
  number: optionalText,
  status: z.enum(['draft', ...issuedStatuses]).nullish(),
  billing_reason: optionalText,
  currency: z.string(),
  total: amount,
  amount_due: amount,
  amount_paid: optionalAmount,
  amount_remaining: optionalAmount,
  attempt_count: count,
  next_payment_attempt: optionalMoment,
  due_date: optionalMoment,
  period_start: optionalMoment,
  period_end: optionalMoment,
  hosted_invoice_url: optionalText,
  invoice_pdf: optionalText,
  last_finalization_error: z.object({ message: optionalText }).nullish(),
  created: moment,
  status_transitions: z
    .object({
      finalized_at: optionalMoment,
      paid_at: optionalMoment,
      voided_at: optionalMoment,
      marked_uncollectible_at: optionalMoment,
    })
    .nullish(),
});
