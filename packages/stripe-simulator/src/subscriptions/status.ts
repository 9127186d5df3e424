import type { AfterLastRetry } from '../world/settings.ts';
import type { Subscription } from '../world/wire.ts';

type Status = Subscription['status'];

/** What moves a subscription from one state to another. */
export type Happening = 'invoice_paid' | 'payment_failed' | 'retries_exhausted' | 'trial_ended';

/** The states nobody leaves. */
export function isOver(status: Status): boolean {
  return status === 'canceled' || status === 'incomplete_expired';
}

/**
 * The state after something happened, by https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses;
 * what does not concern a state leaves it as it is.
 */
export function statusAfter(status: Status, happening: Happening, afterLastRetry: AfterLastRetry): Status {
  switch (`${status} ${happening}`) {
    case 'incomplete invoice_paid':
    case 'past_due invoice_paid':
    case 'unpaid invoice_paid':
    case 'paused invoice_paid':
    case 'trialing trial_ended':
      return 'active';
    case 'active payment_failed':
      return 'past_due';
    case 'active retries_exhausted':
    case 'past_due retries_exhausted':
      return { cancel: 'canceled', mark_unpaid: 'unpaid', leave_past_due: 'past_due' }[afterLastRetry];
    default:
      return status;
  }
}
