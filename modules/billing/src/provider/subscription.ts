import { z } from 'zod';
import { subscriptionStatuses } from '../schema.ts';
import {
  amount,
  flag,
  id,
  moment,
  optionalMoment,
  optionalText,
  reference,
  requiredReference,
} from './fields.ts';
import { readObject } from './read-object.ts';

/** A subscription, whatever API version it was written in. */
export type SubscriptionFacts = ReturnType<typeof readSubscription>;

/**
 * Versions differ in where the period is (on the subscription, since 2025-03-31 on its items), in what an item
 * is sold by (plans first, then prices beside them), and in whether a payment method may be a source.
 *
 * @throws ProviderObjectError
 */
export function readSubscription(object: unknown) {
  const parsed = readObject('subscription', subscription, object);
  const items = parsed.items.data.map((item, position) => ({
    id: item.id,
    position,
    quantity: item.quantity ?? 1,
    ...soldBy(item),
    currentPeriodStart: item.current_period_start ?? parsed.current_period_start,
    currentPeriodEnd: item.current_period_end ?? parsed.current_period_end,
  }));
  const first = items.toSorted(byPeriodEnd)[0];
  const currentPeriodEnd = parsed.current_period_end ?? first?.currentPeriodEnd ?? null;
  const cancelAt = parsed.cancel_at ?? (parsed.cancel_at_period_end ? currentPeriodEnd : null);
  return {
    id: parsed.id,
    customerId: parsed.customer,
    status: parsed.status,
    collectionMethod: parsed.collection_method ?? 'charge_automatically',
    currency: parsed.currency ?? first?.currency ?? null,
    currentPeriodStart: parsed.current_period_start ?? first?.currentPeriodStart ?? null,
    currentPeriodEnd,
    trialStart: parsed.trial_start,
    trialEnd: parsed.trial_end,
    cancelAtPeriodEnd: parsed.cancel_at_period_end,
    cancelAt,
    canceledAt: parsed.canceled_at,
    cancellationReason: parsed.cancellation_details?.reason ?? null,
    endedAt: parsed.ended_at,
    isCollectionPaused: parsed.pause_collection != null,
    pendingUpdateExpiresAt: parsed.pending_update?.expires_at ?? null,
    latestInvoiceId: parsed.latest_invoice,
    defaultPaymentMethodId: parsed.default_payment_method ?? parsed.default_source,
    createdAt: parsed.created,
    testClockId: parsed.test_clock,
    items,
  };
}

const rhythm = { interval: z.string(), interval_count: z.int().nullish() };
const price = z.object({
  id,
  lookup_key: optionalText,
  metadata: z.object({ plan: optionalText }).nullish(),
  product: reference,
  unit_amount: amount.nullish(),
  currency: optionalText,
  recurring: z.object(rhythm).nullish(),
});
const plan = z.object({
  id,
  product: reference,
  amount: amount.nullish(),
  currency: optionalText,
  ...rhythm,
});
const item = z.object({
  id,
  quantity: z.int().nullish(),
  price: price.nullish(),
  plan: plan.nullish(),
  current_period_start: optionalMoment,
  current_period_end: optionalMoment,
});
const subscription = z.object({
  id,
  customer: requiredReference,
  status: z.enum(subscriptionStatuses),
  collection_method: optionalText,
  currency: optionalText,
  current_period_start: optionalMoment,
  current_period_end: optionalMoment,
  trial_start: optionalMoment,
  trial_end: optionalMoment,
  cancel_at_period_end: flag,
  cancel_at: optionalMoment,
  canceled_at: optionalMoment,
  cancellation_details: z.object({ reason: optionalText }).nullish(),
  ended_at: optionalMoment,
  pause_collection: z.unknown().optional(),
  pending_update: z.object({ expires_at: optionalMoment }).nullish(),
  latest_invoice: reference,
  default_payment_method: reference,
  default_source: reference,
  created: moment,
  test_clock: reference,
  items: z.object({ data: z.array(item) }),
});

/**
 * A price whose lookup key has moved on to the next one is still of its plan. A plan of before there were prices
 * has no lookup key: it was given its id by whoever made it.
 */
function soldBy({ id: itemId, price: ofPrice, plan: ofPlan }: z.output<typeof item>) {
  if (ofPrice != null) {
    return {
      planId: ofPrice.lookup_key ?? ofPrice.metadata?.plan ?? null,
      priceId: ofPrice.id,
      productId: ofPrice.product,
      unitAmountCents: ofPrice.unit_amount ?? null,
      currency: ofPrice.currency,
      interval: ofPrice.recurring?.interval ?? null,
      intervalCount: ofPrice.recurring?.interval_count ?? null,
    };
  }
  return {
    planId: ofPlan?.id ?? null,
    priceId: ofPlan?.id ?? itemId,
    productId: ofPlan?.product ?? null,
    unitAmountCents: ofPlan?.amount ?? null,
    currency: ofPlan?.currency ?? null,
    interval: ofPlan?.interval ?? null,
    intervalCount: ofPlan?.interval_count ?? null,
  };
}

interface WithPeriod {
  currentPeriodEnd: Date | null;
}

/** Items without a period come last. */
function byPeriodEnd(one: WithPeriod, other: WithPeriod): number {
  const ends = ({ currentPeriodEnd }: WithPeriod) => currentPeriodEnd?.getTime() ?? Number.POSITIVE_INFINITY;
  return ends(one) === ends(other) ? 0 : ends(one) - ends(other);
}
