import type { BillingCore } from '../core.ts';
import { billingErrors } from '../errors.ts';
import { findAccount } from './accounts.sql.ts';
import { type Payer, scopeOf } from './payer.ts';

/**
 * The payer's customer at the provider.
 *
 * @throws `no_billing_account` before the first checkout
 */
export async function requireCustomer({ db }: BillingCore, payer: Payer): Promise<string> {
  const account = await db.scoped(scopeOf(payer), (tx) => findAccount(tx, payer));
  if (!account?.customer_id) throw billingErrors.noBillingAccount();
  return account.customer_id;
}
