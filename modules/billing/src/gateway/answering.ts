import { billingErrors } from '../errors.ts';
import { stripeErrorOf } from './as-domain-error.ts';
import { OtherAccountError } from './other-account-error.ts';

/** The SDK's errors for a request that is wrong however often it is sent: https://docs.stripe.com/error-handling. */
const refusals = new Set(['StripeInvalidRequestError', 'StripeAuthenticationError', 'StripePermissionError']);

/**
 * Runs what a person waits for. A refusal that no domain error stands for is due to how the provider is set up, or
 * to how it is asked: the person is told so, and the cause, which the edge logs, tells the operators what it is.
 *
 * @throws `billing_misconfigured`; what the work throws
 */
export async function answering<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const type = stripeErrorOf(error)?.type;
    const isOurs = error instanceof OtherAccountError || (type !== undefined && refusals.has(type));
    if (!isOurs) throw error;
    throw billingErrors.misconfigured({ cause: error });
  }
}
