import type { RequestOrigin } from '@quartet/platform/contract';
import type { Asked } from '../accounts/payer.ts';
import type { BillingCore } from '../core.ts';
import { billingErrors } from '../errors.ts';
import { readSubscription } from '../provider/subscription.ts';
import { changeSubscription } from './change-subscription.ts';
import { HalfDoneError } from './half-done-error.ts';

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
 * Takes a cancellation back before it comes into force, whoever made it: an end at a date as well, which takes a
 * second request.
 *
 * @throws `not_subscribed`, `subscription_not_changeable`, `not_cancelled`, `billing_unavailable`
 */
export function resumeSubscription(core: BillingCore, asked: Asked & { origin: RequestOrigin }) {
  return changeSubscription(core, asked, async ({ id, cancel_at }) => {
    if (cancel_at === null) throw billingErrors.notCancelled();
    const before = { cancel_at };
    const left = readSubscription(await core.gateway.setCancelAtPeriodEnd(id, false)).cancelAt;
    try {
      if (left !== null) await core.gateway.unsetCancelAt(id);
    } catch (cause) {
      const after = { cancel_at: left?.toISOString() ?? null };
      throw new HalfDoneError({ action: 'billing.subscription_resume_unfinished', before, after }, { cause });
    }
    return { action: 'billing.subscription_resumed', before, after: { cancel_at: null } };
  });
}
