import { type InvoiceFacts, readInvoice } from '../../provider/invoice.ts';
import type { ObjectContext } from '../../provider/read-object.ts';
import { defineKind } from '../kind.ts';
import type { Notice } from '../notice.ts';
import type { RowOf } from '../tables.ts';

/** https://docs.stripe.com/invoicing/overview#invoice-statuses, in the order of a life. */
const LIFE = ['draft', 'open', 'uncollectible', 'void', 'paid', 'deleted'];
const TERMINAL = new Set<unknown>(['paid', 'void', 'deleted']);

export const invoiceKind = defineKind<InvoiceFacts>({
  name: 'invoice',
  eventFamily: 'invoice.',
  table: 'invoices',
  readFacts: readInvoice,
  rowOf,
  isTerminal: ({ status }) => TERMINAL.has(status),
  isDeleted: ({ status }) => status === 'deleted',
  progressOf: (facts) => [LIFE.indexOf(facts.status), facts.attemptCount, facts.amountPaidCents],
  noticesOf,
  standingOf: ({ id, status, attemptCount }) =>
    status === 'open' ? [failedKey(id, attemptCount), actionKey(id)] : [],
});

function rowOf(facts: InvoiceFacts): RowOf<'invoices'> {
  return {
    id: facts.id,
    customer_id: facts.customerId,
    subscription_id: facts.subscriptionId,
    number: facts.number,
    status: facts.status,
    billing_reason: facts.billingReason,
    currency: facts.currency,
    total_cents: facts.totalCents,
    amount_due_cents: facts.amountDueCents,
    amount_paid_cents: facts.amountPaidCents,
    amount_remaining_cents: facts.amountRemainingCents,
    attempt_count: facts.attemptCount,
    next_payment_attempt_at: facts.nextPaymentAttemptAt,
    due_at: facts.dueAt,
    period_start: facts.periodStart,
    period_end: facts.periodEnd,
    hosted_invoice_url: facts.hostedInvoiceUrl,
    invoice_pdf_url: facts.invoicePdfUrl,
    finalization_error: facts.finalizationError,
    created_at: facts.createdAt,
    finalized_at: facts.finalizedAt,
    paid_at: facts.paidAt,
    voided_at: facts.voidedAt,
    uncollectible_at: facts.uncollectibleAt,
  };
}

function noticesOf(facts: InvoiceFacts, { eventType, at }: ObjectContext): Notice[] {
  const { id } = facts;
  const failures: Notice[] = Array.from({ length: failedAttempts(facts) }, (_, index) => ({
    key: failedKey(id, index + 1),
    kind: 'payment_failed',
    payload: { invoice: id, attempt: index + 1 },
    happenedAt: at,
    isLasting: false,
  }));
  const action: Notice = {
    key: actionKey(id),
    kind: 'payment_action_required',
    payload: { invoice: id },
    happenedAt: at,
    isLasting: false,
  };
  const receipt: Notice = {
    key: `receipt:${id}`,
    kind: 'receipt',
    payload: { invoice: id },
    happenedAt: facts.paidAt ?? at,
    isLasting: true,
  };
  return [
    ...failures,
    ...(eventType === 'invoice.payment_action_required' ? [action] : []),
    ...(facts.status === 'paid' && facts.amountPaidCents > 0 ? [receipt] : []),
  ];
}

/**
 * The last attempt at an invoice that is paid was the one that did not fail. Attempts that customers make
 * themselves are not counted (docs.stripe.com/api/invoices/object#invoice_object-attempt_count).
 */
function failedAttempts({ status, attemptCount }: InvoiceFacts): number {
  if (status === 'draft' || status === 'deleted') return 0;
  return Math.max(0, status === 'paid' ? attemptCount - 1 : attemptCount);
}

function failedKey(id: string, attempt: number): string {
  return `payment_failed:${id}:${attempt}`;
}

function actionKey(id: string): string {
  return `payment_action_required:${id}`;
}
