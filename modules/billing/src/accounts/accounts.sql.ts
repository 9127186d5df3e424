import type { Transaction } from '@quartet/platform/database';
import { newId } from '@quartet/platform/ids';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import { type BillingAccount, billingAccounts, liveMode, subscriptions } from '../schema.ts';
import type { Payer } from './payer.ts';

export async function findAccount(tx: Transaction, payer: Payer): Promise<BillingAccount | undefined> {
  const [account] = await tx.select().from(billingAccounts).where(isOf(payer));
  return account;
}

/** Makes the payer's account unless there is one, however many do so at once. */
export async function putAccount(
  tx: Transaction,
  { caller, team, livemode }: Payer,
  now: Date,
): Promise<void> {
  await tx
    .insert(billingAccounts)
    .values({
      id: newId('billing'),
      user_id: team === undefined ? caller.userId : null,
      team_id: team?.id ?? null,
      livemode,
      created_at: now,
    })
    .onConflictDoNothing();
  if (livemode) await tx.insert(liveMode).values({ entered_at: now }).onConflictDoNothing();
}

/**
 * Keeps the provider's customer, who has no page yet, unless another has come after `before` already. That the one
 * before had a subscription stays known, since a trial is given once.
 */
export async function keepCustomer(
  tx: Transaction,
  payer: Payer,
  { before, now }: { before: string | null; now: string },
): Promise<void> {
  await tx
    .update(billingAccounts)
    .set({
      customer_id: now,
      checkout_id: null,
      sent_email: null,
      sent_name: null,
      had_subscription: sql`${billingAccounts.had_subscription} or ${hasBegunAny(before)}`,
    })
    .where(and(isOf(payer), sql`${billingAccounts.customer_id} is not distinct from ${before}`));
}

function hasBegunAny(customerId: string | null): SQL {
  return sql`exists (
    select from ${subscriptions}
     where ${subscriptions.customer_id} = ${customerId} and ${subscriptions.status} <> 'incomplete_expired')`;
}

/** Keeps what the customer was told to be, unless the customer is another one by now. */
export async function keepContact(
  tx: Transaction,
  payer: Payer,
  { customerId, email, name }: { customerId: string; email: string; name: string | null },
): Promise<void> {
  await tx
    .update(billingAccounts)
    .set({ sent_email: email, sent_name: name })
    .where(and(isOf(payer), eq(billingAccounts.customer_id, customerId)));
}

/** Keeps the page that was opened last; false when another has come after `before` already. */
export async function keepCheckout(
  tx: Transaction,
  payer: Payer,
  { before, now }: { before: string | null; now: string },
): Promise<boolean> {
  const kept = await tx
    .update(billingAccounts)
    .set({ checkout_id: now })
    .where(and(isOf(payer), sql`${billingAccounts.checkout_id} is not distinct from ${before}`))
    .returning({ id: billingAccounts.id });
  return kept.length > 0;
}

/** Row level security shows a scope's own accounts alone; this says so once more, and picks the one of the mode. */
function isOf({ caller, team, livemode }: Payer): SQL | undefined {
  const isOwned =
    team === undefined ? eq(billingAccounts.user_id, caller.userId) : eq(billingAccounts.team_id, team.id);
  return and(isOwned, eq(billingAccounts.livemode, livemode));
}
