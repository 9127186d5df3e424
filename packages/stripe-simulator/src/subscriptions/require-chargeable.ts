import { cardByLast4, outcomeOf } from '../payments/cards.ts';
import { declined } from '../payments/own-method.ts';
import { ApiError, invalidRequest } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import type { Subscription } from '../world/wire.ts';

/**
 * Throws 400 when there is no payment method to charge, and with `mustSucceed` (`error_if_incomplete`) 402
 * when the charge would not go through at once.
 */
export function requireChargeable(
  world: World,
  { customer, default_payment_method }: Subscription,
  { mustSucceed }: { mustSucceed: boolean },
): void {
  const owner = world.store.customers.get(customer);
  const id = default_payment_method ?? owner.invoice_settings.default_payment_method;
  const method = id ? world.store.paymentMethods.find(id) : undefined;
  if (!method) {
    throw invalidRequest(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method.',
      { code: 'resource_missing' },
    );
  }
  const card = cardByLast4(method.card?.last4 ?? '');
  if (!mustSucceed || !card) return;
  const outcome = outcomeOf(card, {
    isAuthenticated: false,
    wasSetUp: world.store.methodsSetUp.has(method.id),
  });
  if (outcome === 'declines') throw declined(card);
  if (outcome === 'requires_action') {
    throw new ApiError(402, {
      type: 'card_error',
      code: 'subscription_payment_intent_requires_action',
      message:
        'Payment for this subscription requires additional user action before it can be completed successfully.',
    });
  }
}
