import type { AuditEntry } from '@quartet/audit';
import type { RequestOrigin } from '@quartet/platform/contract';
import { type Asked, payerOf, scopeOf } from '../accounts/payer.ts';
import type { BillingCore } from '../core.ts';
import { billingErrors } from '../errors.ts';
import { repeatable } from '../repeatable.ts';
import type { PresentedSubscription } from './present.ts';
import { findCurrent } from './read-current.ts';

/** What of a change the audit log keeps. */
export type SubscriptionChange = Required<Pick<AuditEntry, 'action' | 'before' | 'after'>>;

/**
 * Changes the subscription that somebody, or a team, has: at the provider first, then in what is known here, so
 * that the answer shows it.
 *
 * @param work makes the change at the provider
 * @throws `not_subscribed`
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
  await core.refresh(`subscription:${subscription.id}`);
  return { subscription: (await findCurrent(core, payer)) ?? subscription };
}
