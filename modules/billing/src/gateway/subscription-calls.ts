import type { Stripe } from 'stripe';
import { billingErrors } from '../errors.ts';
import { stripeErrorOf } from './as-domain-error.ts';
import { type CallStripe, write } from './connect.ts';
import type { BillingGateway, ProviderObject } from './gateway.ts';

/** What a running subscription is changed by. */
export function subscriptionCalls(
  call: CallStripe,
): Pick<BillingGateway, 'setCancelAtPeriodEnd' | 'changePrice'> {
  return {
    setCancelAtPeriodEnd: (id, cancels) =>
      call((stripe) => update(stripe, id, { cancel_at_period_end: cancels })),
    changePrice: ({ subscriptionId, itemId, priceId }) =>
      call((stripe) =>
        update(stripe, subscriptionId, {
          items: [{ id: itemId, price: priceId }],
          proration_behavior: 'always_invoice',
          // Else the plan would be another one while its invoice stays open.
          payment_behavior: 'error_if_incomplete',
        }),
      ),
  };
}

/** Raw, since the SDK would turn decimals into objects. */
async function update(
  stripe: Stripe,
  id: string,
  change: Stripe.SubscriptionUpdateParams,
): Promise<ProviderObject> {
  try {
    return await stripe.rawRequest('POST', `/v1/subscriptions/${id}`, { ...change }, write());
  } catch (error) {
    if (hasEnded(error)) throw billingErrors.notSubscribed({ cause: error });
    throw error;
  }
}

/** The provider knows it no more, or keeps it only to be looked at. */
function hasEnded(error: unknown): boolean {
  const { code, param } = stripeErrorOf(error) ?? {};
  return code === 'invalid_canceled_subscription_fields' || (code === 'resource_missing' && param === 'id');
}
