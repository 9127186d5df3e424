import { isAtLeast, teamRoles } from '@quartet/platform/contract';
import { findAccount } from '../accounts/accounts.sql.ts';
import { type Asked, type Payer, payerOf, scopeOf } from '../accounts/payer.ts';
import type { BillingCore } from '../core.ts';
import { type PresentedSubscription, presentSubscription } from './present.ts';
import { findItems, findRunning, findUnpaidInvoice } from './subscriptions.sql.ts';

/** The subscription that somebody, or a team, has; null without one. */
export async function readCurrent(
  core: BillingCore,
  asked: Asked,
): Promise<{ subscription: PresentedSubscription | null }> {
  const current = await findCurrent(core, await payerOf(core, asked, 'viewer'));
  return { subscription: current ?? null };
}

/** The payer's subscription, as it is presented. */
export function findCurrent(
  { db, clock }: BillingCore,
  payer: Payer,
): Promise<PresentedSubscription | undefined> {
  return db.scoped(scopeOf(payer), async (tx) => {
    const account = await findAccount(tx, payer);
    if (!account?.customer_id) return undefined;
    const subscription = await findRunning(tx, account.customer_id, clock.now());
    if (subscription === undefined) return undefined;
    const items = await findItems(tx, subscription.id);
    const unpaid = await findUnpaidInvoice(tx, subscription.id);
    return presentSubscription(subscription, items, { unpaid, mayPay: actsOnBilling(payer) });
  });
}

function actsOnBilling({ team }: Payer): boolean {
  return team === undefined || isAtLeast(teamRoles, team.role, 'admin');
}
