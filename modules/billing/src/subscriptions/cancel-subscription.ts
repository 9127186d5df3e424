import type { RequestOrigin } from '@quartet/platform/contract';
import type { Asked } from '../accounts/payer.ts';
import type { BillingCore } from '../core.ts';
import { billingErrors } from '../errors.ts';
import { changeSubscription } from './change-subscription.ts';

/**
 * Has the subscription end with the period that is paid for.
 *
 * @throws `not_subscribed`, `subscription_not_changeable`, `already_cancelled`, `billing_unavailable`
 */
export function cancelSubscription(core: BillingCore, asked: Asked & { origin: RequestOrigin }) {
  return changeSubscription(core, asked, async ({ id, cancel_at, current_period_end }) => {
    if (cancel_at !== null) throw billingErrors.alreadyCancelled();
    await core.gateway.setCancelAtPeriodEnd(id, true);
    return {
      action: 'billing.subscription_cancelled',
      before: { cancel_at },
      after: { cancel_at: current_period_end },
    };
  });
}

/**
 * Takes a cancellation back before it comes into force, whoever made it: an end at a date as well.
 *
 * @throws `not_subscribed`, `subscription_not_changeable`, `not_cancelled`, `billing_unavailable`
 */
export function resumeSubscription(core: BillingCore, asked: Asked & { origin: RequestOrigin }) {
  return changeSubscription(core, asked, async ({ id, cancel_at }) => {
    if (cancel_at === null) throw billingErrors.notCancelled();
    await core.gateway.setCancelAtPeriodEnd(id, false);
    return { action: 'billing.subscription_resumed', before: { cancel_at }, after: { cancel_at: null } };
  });
}
