import type { Stripe } from 'stripe';
import { stripeErrorOf } from './as-domain-error.ts';

/**
 * The account that the key is of: https://docs.stripe.com/api/accounts/retrieve. A restricted key may not be allowed
 * to ask; the refusal then names the account.
 */
export async function findAccountId(stripe: Stripe): Promise<string | undefined> {
  try {
    const { id } = await stripe.accounts.retrieveCurrent();
    return id;
  } catch (error) {
    const isRefused = stripeErrorOf(error)?.type === 'StripePermissionError';
    if (!isRefused || !(error instanceof Error)) throw error;
    return /account '(acct_\w+)'/.exec(error.message)?.[1];
  }
}
