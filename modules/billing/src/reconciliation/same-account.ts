import type { ReconciliationCore } from './core.ts';
import { findNewestCustomers } from './newest-customers.sql.ts';
import type { Claim } from './reconciliations.sql.ts';
import { takeRequests } from './requests.ts';

/** The key in use is one of an account, or of a mode, that the projection does not tell of. */
export class OtherAccountError extends Error {
  override readonly name = 'OtherAccountError';
}

const CUSTOMERS_ASKED_FOR = 3;

/**
 * Makes sure, before anything of the provider is taken in, that it knows one of the customers that came last.
 *
 * @throws OtherAccountError, BudgetSpentError
 */
export async function requireSameAccount(
  core: ReconciliationCore,
  claim: Claim,
  signal: AbortSignal,
): Promise<void> {
  const customers = await findNewestCustomers(core.db.orm, CUSTOMERS_ASKED_FOR);
  if (customers.length === 0) return;
  for (const { id } of customers) if (await isKnown(core, claim, id, signal)) return;
  throw new OtherAccountError(
    `Stripe knows none of the ${customers.length} newest customers: is STRIPE_SECRET_KEY of another account or mode?`,
  );
}

/**
 * Whether rows may be taken for gone: the provider knows the customer that came last, as it does a deleted one.
 * Where it does not, rows of another account or mode are among ours.
 */
export async function knowsNewestCustomer(
  core: ReconciliationCore,
  claim: Claim,
  signal: AbortSignal,
): Promise<boolean> {
  const [newest] = await findNewestCustomers(core.db.orm, 1);
  return newest !== undefined && (await isKnown(core, claim, newest.id, signal));
}

async function isKnown(
  core: ReconciliationCore,
  claim: Claim,
  id: string,
  signal: AbortSignal,
): Promise<boolean> {
  await takeRequests(core, claim, 1);
  const read = () => core.gateway.readObject(`customer:${id}`, { signal });
  return (await core.reads.inTurn(read, signal)) !== undefined;
}
