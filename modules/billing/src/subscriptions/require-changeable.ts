import { billingErrors } from '../errors.ts';
import type { SubscriptionStatus } from '../schema.ts';

const reasons = {
  incomplete:
    'The first payment is still open: complete it, or wait a day until the subscription lapses, and buy anew.',
  paused:
    'The subscription is paused, since its trial ended without a card: add one by POST /billing/payment-method.',
} as const;

/**
 * Spares the provider a request that it would refuse.
 *
 * @param unfit the states that do not allow the change: https://docs.stripe.com/api/subscriptions/object#subscription_object-status
 * @throws `subscription_not_changeable`, which says what to do
 */
export function requireChangeable(
  { status }: { status: SubscriptionStatus },
  unfit: readonly (keyof typeof reasons)[],
): void {
  const state = unfit.find((each) => each === status);
  if (state !== undefined) throw billingErrors.notChangeable({ detail: reasons[state] });
}
