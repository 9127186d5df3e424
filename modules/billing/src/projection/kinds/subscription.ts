import { secondsAfter } from '@quartet/platform/clock';
import type { ObjectContext } from '../../provider/read-object.ts';
import { readSubscription, type SubscriptionFacts } from '../../provider/subscription.ts';
import { defineKind, type ProjectionSettings } from '../kind.ts';
import { type Notice, unixSeconds } from '../notice.ts';
import type { ChildRowOf, RowOf } from '../tables.ts';

const DAY_SECONDS = 86_400;

/** https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses, in the order of a life. */
const LIFE = [
  'incomplete',
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'incomplete_expired',
  'canceled',
];

export const subscriptionKind = defineKind<SubscriptionFacts>({
  name: 'subscription',
  eventFamily: 'customer.subscription.',
  table: 'subscriptions',
  childTable: 'subscription_items',
  readFacts: readSubscription,
  rowOf,
  childrenOf,
  isTerminal: ({ status }) => status === 'canceled' || status === 'incomplete_expired',
  progressOf: (facts) => [facts.currentPeriodStart?.getTime() ?? 0, LIFE.indexOf(facts.status)],
  noticesOf,
  standingOf: (facts) => [
    ...(hasEnded(facts) ? [] : [startedKey(facts), ...scheduledKeys(facts)]),
    ...(facts.status === 'trialing' ? endingKeys(facts) : []),
  ],
});

function rowOf(facts: SubscriptionFacts, settings: ProjectionSettings): RowOf<'subscriptions'> {
  return {
    id: facts.id,
    customer_id: facts.customerId,
    status: facts.status,
    collection_method: facts.collectionMethod,
    currency: facts.currency,
    current_period_start: facts.currentPeriodStart,
    current_period_end: facts.currentPeriodEnd,
    trial_start: facts.trialStart,
    trial_end: facts.trialEnd,
    cancel_at_period_end: facts.cancelAtPeriodEnd,
    cancel_at: facts.cancelAt,
    canceled_at: facts.canceledAt,
    cancellation_reason: facts.cancellationReason,
    ended_at: facts.endedAt,
    is_collection_paused: facts.isCollectionPaused,
    pending_update_expires_at: facts.pendingUpdateExpiresAt,
    latest_invoice_id: facts.latestInvoiceId,
    default_payment_method_id: facts.defaultPaymentMethodId,
    access_until: accessUntil(facts, settings),
    created_at: facts.createdAt,
    test_clock_id: facts.testClockId,
  };
}

/** Who has not paid keeps access for a while, counted from when the payment was due. */
function accessUntil(
  { status, currentPeriodStart }: SubscriptionFacts,
  { graceDays }: ProjectionSettings,
): Date | 'infinity' | null {
  if (status === 'active' || status === 'trialing') return 'infinity';
  if (status !== 'past_due' || currentPeriodStart === null) return null;
  return secondsAfter(currentPeriodStart, graceDays * DAY_SECONDS);
}

function childrenOf({ id, items }: SubscriptionFacts): ChildRowOf<'subscription_items'>[] {
  return items.map((item) => ({
    id: item.id,
    subscription_id: id,
    position: item.position,
    plan_id: item.planId,
    price_id: item.priceId,
    product_id: item.productId,
    quantity: item.quantity,
    unit_amount_cents: item.unitAmountCents,
    currency: item.currency,
    interval: item.interval,
    interval_count: item.intervalCount,
    current_period_start: item.currentPeriodStart,
    current_period_end: item.currentPeriodEnd,
  }));
}

function noticesOf(facts: SubscriptionFacts, { eventType, at }: ObjectContext): Notice[] {
  const payload = { subscription: facts.id };
  const notices: Notice[] = [];
  if (hasStarted(facts))
    notices.push({
      key: startedKey(facts),
      kind: 'subscription_started',
      payload,
      happenedAt: facts.createdAt,
      isLasting: false,
    });
  if (facts.status === 'canceled')
    notices.push({
      key: `subscription_ended:${facts.id}`,
      kind: 'subscription_ended',
      payload,
      happenedAt: facts.endedAt ?? at,
      isLasting: true,
    });
  if (!hasEnded(facts))
    for (const key of scheduledKeys(facts))
      notices.push({
        key,
        kind: 'cancellation_scheduled',
        payload,
        happenedAt: facts.canceledAt ?? at,
        isLasting: false,
      });
  if (eventType === 'customer.subscription.trial_will_end')
    for (const key of endingKeys(facts))
      notices.push({ key, kind: 'trial_ending', payload, happenedAt: at, isLasting: false });
  return notices;
}

function hasEnded({ status }: SubscriptionFacts): boolean {
  return status === 'canceled' || status === 'incomplete_expired';
}

/** One that never got further than its first invoice did not start. */
function hasStarted(facts: SubscriptionFacts): boolean {
  return facts.status !== 'incomplete' && !hasEnded(facts);
}

function startedKey({ id }: SubscriptionFacts): string {
  return `subscription_started:${id}`;
}

function scheduledKeys({ id, cancelAt }: SubscriptionFacts): string[] {
  return cancelAt === null ? [] : [`cancellation_scheduled:${id}:${unixSeconds(cancelAt)}`];
}

function endingKeys({ id, trialEnd }: SubscriptionFacts): string[] {
  return trialEnd === null ? [] : [`trial_ending:${id}:${unixSeconds(trialEnd)}`];
}
