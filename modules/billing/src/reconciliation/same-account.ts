import type { ReconciliationCore } from './core.ts';
import { findNewestCustomers } from './newest-customers.sql.ts';
import type { Claim } from './reconciliations.sql.ts';
import { takeRequests } from './requests.ts';

/** The key in use is one of an account, or of a mode, that the projection does not tell of. */
export class OtherAccountError extends Error {
  override readonly name = 'OtherAccountError';
}

/** Stripe answers deleted customers as well, so that one of them is enough. */
const CUSTOMERS_ASKED_FOR = 3;

/**
 * Makes sure that the provider knows a customer of those that came last, before anything is taken for gone: with
 * a wrong key, all would be.
 *
 * @throws OtherAccountError, BudgetSpentError
 */
export async function requireSameAccount(
  core: ReconciliationCore,
  claim: Claim,
  signal: AbortSignal,
): Promise<void> {
  const customers = await findNewestCustomers(core.db.orm, CUSTOMERS_ASKED_FOR);
  for (const { id } of customers) {
    await takeRequests(core, claim, 1);
    const found = await core.reads.inTurn(
      () => core.gateway.readObject(`customer:${id}`, { signal }),
      signal,
    );
    if (found !== undefined) return;
  }
  if (customers.length === 0) return;
  throw new OtherAccountError(
    `Stripe knows none of the ${customers.length} newest customers: is STRIPE_SECRET_KEY of another account or mode?`,
  );
}
