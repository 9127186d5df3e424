import { randomUUID } from 'node:crypto';
import type { BillingCore } from '../core.ts';
import { MAX_KEYS } from '../gateway/max-keys.ts';
import { SpentKeyError } from '../gateway/spent-key-error.ts';
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
  const { id } = await createCustomer(core, account);
  const kept = await core.db.scoped(scopeOf(payer), async (tx) => {
    await keepCustomer(tx, payer, { before, now: id });
    return findAccount(tx, payer);
  });
  // Of requests at once, each with a customer of its own, the first has kept theirs.
  const customer_id = kept?.customer_id;
  if (kept === undefined || !customer_id) throw new Error('The customer that was just made is not kept.');
  return { ...kept, customer_id };
}

/** Under the next key where the provider keeps a failure under one. */
async function createCustomer(
  { gateway }: BillingCore,
  { id: reference, customer_id: before }: BillingAccount,
): Promise<{ id: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === MAX_KEYS;
    const idempotencyKey = `customer:${reference}:after:${before ?? 'none'}:${isLast ? randomUUID() : attempt}`;
    try {
      return await gateway.createCustomer({ reference, idempotencyKey });
    } catch (error) {
      if (!(error instanceof SpentKeyError)) throw error;
      if (isLast) throw error.domainError;
    }
  }
}
