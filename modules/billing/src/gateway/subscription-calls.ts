import type { DomainError } from '@quartet/platform/errors';
import type { Stripe } from 'stripe';
import { billingErrors } from '../errors.ts';
import { stripeErrorOf } from './as-domain-error.ts';
import { type CallStripe, write } from './connect.ts';
import type { BillingGateway, ProviderObject } from './gateway.ts';

/** What a running subscription is changed by. */
export function subscriptionCalls(
  call: CallStripe,
): Pick<BillingGateway, 'setCancelAtPeriodEnd' | 'unsetCancelAt' | 'changePrice'> {
  return {
    setCancelAtPeriodEnd: (id, cancels) =>
      call((stripe) => update(stripe, id, { cancel_at_period_end: cancels })),
    // By a request of its own: https://docs.stripe.com/api/subscriptions/update#update_subscription-cancel_at.
    unsetCancelAt: (id) => call((stripe) => update(stripe, id, { cancel_at: '' })),
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
    throw refusalOf(error) ?? error;
  }
}

/** What the subscription's own state is the reason of. */
function refusalOf(error: unknown): DomainError | undefined {
  const { type, code, param } = stripeErrorOf(error) ?? {};
  if (type !== 'StripeInvalidRequestError') return undefined;
  // It is known no more, or kept only to be looked at.
  if (code === 'invalid_canceled_subscription_fields' || (code === 'resource_missing' && param === 'id'))
    return billingErrors.notSubscribed({ cause: error });
  if (code === 'resource_missing' && param === 'items[0][id]')
    return billingErrors.inProgress({ cause: error });
  // Requests that are wrong by themselves have a code, or name the price: https://docs.stripe.com/error-codes.
  if (code === undefined && param !== 'items[0][price]') return billingErrors.notChangeable({ cause: error });
  return undefined;
}
