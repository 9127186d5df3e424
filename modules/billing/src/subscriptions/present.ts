import type { z } from 'zod';
import type { subscriptionSchema } from '../contract.ts';
import type { InvoiceRow, SubscriptionItemRow } from '../schema.ts';
import type { RunningSubscription } from './subscriptions.sql.ts';

export type PresentedSubscription = z.input<typeof subscriptionSchema>;

export function presentSubscription(
  subscription: RunningSubscription,
  items: readonly SubscriptionItemRow[],
  { unpaid, mayPay }: { unpaid: InvoiceRow | undefined; mayPay: boolean },
): PresentedSubscription {
  return {
    id: subscription.id,
    status: subscription.status,
    plan_id: items.find((item) => item.plan_id !== null)?.plan_id ?? null,
    items: items.map(presentItem),
    current_period_start: moment(subscription.current_period_start),
    current_period_end: moment(subscription.current_period_end),
    trial_end: moment(subscription.trial_end),
    cancel_at: moment(subscription.cancel_at),
    cancelled_at: moment(subscription.canceled_at),
    has_access: subscription.has_access,
    access_until: subscription.has_access
      ? moment(subscription.access_ends_at ?? subscription.cancel_at)
      : null,
    payment_problem: unpaid === undefined ? null : presentProblem(unpaid, mayPay),
    created_at: subscription.created_at.toISOString(),
  };
}

function presentItem(item: SubscriptionItemRow): PresentedSubscription['items'][number] {
  return {
    id: item.id,
    plan_id: item.plan_id,
    quantity: item.quantity,
    unit_amount_cents: item.unit_amount_cents,
    currency: item.currency,
    interval: item.interval,
  };
}

/** Who holds the link may pay by it and sees the invoice. */
function presentProblem(
  invoice: InvoiceRow,
  mayPay: boolean,
): NonNullable<PresentedSubscription['payment_problem']> {
  return {
    invoice_id: invoice.id,
    amount_due_cents: invoice.amount_remaining_cents,
    currency: invoice.currency,
    attempts: invoice.attempt_count,
    next_attempt_at: moment(invoice.next_payment_attempt_at),
    pay_url: mayPay ? invoice.hosted_invoice_url : null,
  };
}

function moment(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
