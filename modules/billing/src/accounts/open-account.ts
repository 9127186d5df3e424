import type { BillingCore } from '../core.ts';
import type { BillingAccount } from '../schema.ts';
import { findAccount, keepCustomer, putAccount } from './accounts.sql.ts';
import { type Payer, scopeOf } from './payer.ts';

/** An account that the provider knows as a customer. */
export type CustomerAccount = BillingAccount & { customer_id: string };

/**
 * The payer's account, made together with its customer when somebody buys for the first time. The customer is
 * asked for under the account's id: one who was stopped before keeping it gets the same one again.
 *
 * @throws `billing_unavailable`
 */
export async function openAccount(core: BillingCore, payer: Payer): Promise<CustomerAccount> {
  const { db, clock } = core;
  const account = await db.scoped(scopeOf(payer), async (tx) => {
    await putAccount(tx, payer, clock.now());
    return findAccount(tx, payer);
  });
  if (account === undefined) throw new Error('The billing account that was just made is not there.');
  const { customer_id } = account;
  return customer_id === null ? renewCustomer(core, payer, account) : { ...account, customer_id };
}

/** Makes a customer for an account that has none, or none that the provider still knows. */
export async function renewCustomer(
  core: BillingCore,
  payer: Payer,
  account: BillingAccount,
): Promise<CustomerAccount> {
  const before = account.customer_id;
  const customer = await core.gateway.createCustomer({
    email: payer.caller.email,
    name: await nameOf(core, payer),
    reference: account.id,
    replaces: before,
  });
  await core.db.scoped(scopeOf(payer), (tx) => keepCustomer(tx, payer, { before, now: customer.id }));
  return { ...account, customer_id: customer.id, checkout_id: null };
}

/** As it is to stand on invoices. */
async function nameOf({ teams }: BillingCore, { caller, team }: Payer): Promise<string | null> {
  if (team === undefined) return caller.fullName;
  const answer = await teams.read({ caller: { ...caller, team } });
  return answer.team.name;
}
