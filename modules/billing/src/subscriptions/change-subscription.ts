import type { AuditEntry } from '@quartet/audit';
import type { RequestOrigin } from '@quartet/platform/contract';
import { type Asked, type Payer, payerOf, scopeOf } from '../accounts/payer.ts';
import type { BillingCore } from '../core.ts';
import { billingErrors } from '../errors.ts';
import { repeatable } from '../repeatable.ts';
import type { PresentedSubscription } from './present.ts';
import { findCurrent } from './read-current.ts';
import { requireChangeable } from './require-changeable.ts';

/** What of a change the audit log keeps. */
export type SubscriptionChange = Required<Pick<AuditEntry, 'action' | 'before' | 'after'>>;

/**
 * Changes the subscription that somebody, or a team, has: at the provider first, then in what is known here, so
 * that the answer shows it. What fails behind the provider's change makes no failure of it: the event that follows
 * brings it in.
 *
 * @param work makes the change at the provider
 * @throws `not_subscribed`, `subscription_not_changeable`
 */
export async function changeSubscription(
  core: BillingCore,
  { origin, ...asked }: Asked & { origin: RequestOrigin },
  work: (subscription: PresentedSubscription) => Promise<SubscriptionChange>,
): Promise<{ subscription: PresentedSubscription }> {
  const payer = await payerOf(core, asked, 'admin');
  const { subscription, change } = await repeatable(core.db, async () => {
    const subscription = await findCurrent(core, payer);
    if (subscription === undefined) throw billingErrors.notSubscribed();
    requireChangeable(subscription, ['incomplete']);
    return { subscription, change: await work(subscription) };
  });
  await core.db.scoped(scopeOf(payer), (tx) =>
    core.audit.record(tx, {
      ...change,
      actor: { kind: 'user', id: payer.caller.userId },
      target: { kind: 'subscription', id: subscription.id },
      requestId: origin.requestId,
    }),
  );
  return { subscription: await refreshed(core, payer, subscription) };
}

/** As it is after a change, or as it was known before where that cannot be found out. */
async function refreshed(
  core: BillingCore,
  payer: Payer,
  before: PresentedSubscription,
): Promise<PresentedSubscription> {
  try {
    await core.refresh(`subscription:${before.id}`);
    return (await findCurrent(core, payer)) ?? before;
  } catch (error) {
    core.log.error({ err: error }, 'A subscription was changed, but what is known of it did not follow.');
    return before;
  }
}
