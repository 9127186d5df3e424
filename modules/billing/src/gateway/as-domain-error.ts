import type { ErrorDefinition } from '@quartet/platform/errors';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';

/** What the SDK's errors carry: https://docs.stripe.com/error-handling and https://docs.stripe.com/error-codes. */
const stripeErrorSchema = z.object({
  type: z.string(),
  code: z.string().optional(),
  decline_code: z.string().optional(),
  param: z.string().optional(),
  statusCode: z.number().optional(),
  headers: z.record(z.string(), z.unknown()).optional(),
});
export type StripeError = z.output<typeof stripeErrorSchema>;

/** Seconds to wait where Stripe does not say. */
const RETRY_AFTER_SECONDS = 5;

/** The domain's word for what the SDK threw; what is not one of the provider's refusals is answered as it came. */
export function asDomainError(error: unknown): unknown {
  const known = stripeErrorOf(error);
  if (known === undefined) return error;
  // Not `billing_unavailable`, though it comes as an error of the API: Stripe is there, and another request of this
  // buyer with the same key is not done yet. A try right after it gets what that one made.
  if (known.code === 'idempotency_key_in_use') return billingErrors.inProgress({ cause: error });
  switch (known.type) {
    case 'StripeAPIError':
    case 'StripeConnectionError':
    case 'StripeRateLimitError':
      return away();
    case 'StripeIdempotencyError':
      return billingErrors.inProgress({ cause: error });
    case 'StripeCardError':
      return billingErrors.paymentDeclined({ detail: inWords(known), cause: error });
    case 'StripeInvalidRequestError':
      return missingOf(known)?.({ cause: error }) ?? error;
    default:
      return error;
  }

  function away() {
    const retryAfterSeconds = Number(known?.headers?.['retry-after']) || RETRY_AFTER_SECONDS;
    return billingErrors.unavailable({ retryAfterSeconds, cause: error });
  }
}

/** What the SDK's error says, or nothing for an error of something else. */
export function stripeErrorOf(error: unknown): StripeError | undefined {
  const parsed = stripeErrorSchema.safeParse(error instanceof Error ? error : undefined);
  return parsed.success && parsed.data.type.startsWith('Stripe') ? parsed.data : undefined;
}

/** True when the object of a request does not exist. */
export function isMissing(error: unknown): boolean {
  return stripeErrorOf(error)?.code === 'resource_missing';
}

function inWords({ code, decline_code }: StripeError): string {
  if (code === 'subscription_payment_intent_requires_action')
    return 'The bank asks for a confirmation, which can be given on the page of POST /billing/payment-method.';
  return `The bank refused the payment: ${decline_code ?? code ?? 'generic_decline'}.`;
}

/** A missing resource that no parameter names is the customer's payment method. */
function missingOf({ code, param }: StripeError): ErrorDefinition | undefined {
  if (code !== 'resource_missing') return undefined;
  if (param === 'customer') return billingErrors.customerMissing;
  return param === undefined ? billingErrors.paymentMethodMissing : undefined;
}
