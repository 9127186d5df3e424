import { doneBy } from '@quartet/audit';
import type { RequestOrigin } from '@quartet/platform/contract';
import { type Asked, type Payer, payerOf, scopeOf } from '../accounts/payer.ts';
import type { BillingCore } from '../core.ts';
import { billingErrors } from '../errors.ts';
import { repeatable } from '../repeatable.ts';
import { HalfDoneError, type SubscriptionChange } from './half-done-error.ts';
import type { PresentedSubscription } from './present.ts';
import { findCurrent } from './read-current.ts';
import { requireChangeable } from './require-changeable.ts';

/**
 * Changes the subscription that somebody, or a team, has: at the provider first, then in what is known here, so
 * that the answer shows it. What fails behind the provider's change makes no failure of it: the event that follows
 * brings it in. What was done by half is audited and looked at before its failure is told, so that another try goes
 * on from there.
 *
 * @param work makes the change at the provider; throws `HalfDoneError` where it stops in the middle of it
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
    try {
      return { subscription, change: await work(subscription) };
    } catch (error) {
      if (!(error instanceof HalfDoneError)) throw error;
      await record(core, { payer, origin, subscription, change: error.change });
      await refreshed(core, payer, subscription);
      throw error.cause;
    }
  });
  await record(core, { payer, origin, subscription, change });
  return { subscription: await refreshed(core, payer, subscription) };
}

interface Change {
  payer: Payer;
  origin: RequestOrigin;
  subscription: PresentedSubscription;
  change: SubscriptionChange;
}

async function record(core: BillingCore, { payer, origin, subscription, change }: Change): Promise<void> {
  await core.db.scoped(scopeOf(payer), (tx) =>
    core.audit.record(tx, {
      ...change,
      ...doneBy(payer.caller),
      target: { kind: 'subscription', id: subscription.id },
      requestId: origin.requestId,
    }),
  );
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
