import type { RequestOrigin } from '@quartet/platform/contract';
import type { Asked } from '../accounts/payer.ts';
import type { BillingCore } from '../core.ts';
import { billingErrors } from '../errors.ts';
import { findPlanOnSale } from '../plans/find-plan-on-sale.ts';
import { changeSubscription } from './change-subscription.ts';
import { requireChangeable } from './require-changeable.ts';

/**
 * Changes the plan at once: what is left of the old one is credited, and the difference is charged.
 *
 * @throws `not_subscribed`, `subscription_not_changeable`, `unknown_plan`, `same_plan`, `payment_declined`,
 *   `payment_method_missing`, `billing_unavailable`, `billing_misconfigured`
 */
export function changePlan(
  core: BillingCore,
  { plan_id, ...asked }: Asked & { plan_id: string; origin: RequestOrigin },
) {
  return changeSubscription(core, asked, async ({ id, status, plan_id: before, items }) => {
    requireChangeable({ status }, ['paused']);
    const { priceId } = await findPlanOnSale(core, plan_id);
    if (before === plan_id) throw billingErrors.samePlan();
    const item = items.find((each) => each.plan_id === before);
    if (item === undefined) throw new Error(`The subscription ${id} has no item.`);
    await core.gateway.changePrice({ subscriptionId: id, itemId: item.id, priceId });
    return { action: 'billing.plan_changed', before: { plan_id: before }, after: { plan_id } };
  });
}
