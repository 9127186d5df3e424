import { advanceInvoice } from '../invoices/advance-invoice.ts';
import { createInvoice } from '../invoices/create-invoice.ts';
import { createProrations } from '../invoices/create-invoice-item.ts';
import { invalidRequest } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import type { Subscription, SubscriptionItem } from '../world/wire.ts';
import { changeItems, requireOneCadence } from './build-items.ts';
import { changeSubscription } from './change-subscription.ts';
import { beginPeriod, scheduleCancellation, scheduleCycle } from './cycle.ts';
import { cadenceOf, currentPeriod, inPeriod } from './period.ts';
import { chargesFor, creditsFor, type Proration } from './proration.ts';
import { requireChargeable } from './require-chargeable.ts';
import { isOver } from './status.ts';
import { fieldsOf, type SubscriptionChange } from './subscription-change.ts';

/** Changes a subscription: https://docs.stripe.com/api/subscriptions/update. */
export function updateSubscription(world: World, id: string, change: SubscriptionChange): Subscription {
  const { subscriptions } = world.store;
  const before = subscriptions.get(id);
  if (isOver(before.status)) {
    throw invalidRequest('A canceled subscription can only update its cancellation_details and metadata.', {
      code: 'invalid_canceled_subscription_fields',
    });
  }
  if (before.status === 'incomplete') requireAllowedWhileIncomplete(change);
  const patch = fieldsOf(world, before, change);
  if (change.trial_end !== undefined) changeTrial(world, before, change.trial_end, patch);
  else if (change.items || change.billing_cycle_anchor === 'now') changePlan(world, before, change, patch);
  else changeSubscription(world, id, patch);
  const after = subscriptions.get(id);
  const hasOtherEnd = after.cancel_at !== before.cancel_at || before.cancel_at_period_end;
  if (hasOtherEnd && !after.cancel_at_period_end) scheduleCancellation(world, after);
  return after;
}

/** Beside metadata, the means of payment alone: https://docs.stripe.com/api/subscriptions/object#subscription_object-status. */
function requireAllowedWhileIncomplete(change: SubscriptionChange): void {
  const { metadata: _, default_payment_method: __, ...others } = change;
  if (Object.keys(others).length === 0) return;
  throw invalidRequest(
    'A subscription whose status is `incomplete` can only have its metadata and default source updated.',
  );
}

/** The prorations that a change of items brings at a moment: also what a preview shows. */
export function prorationsOf(
  world: World,
  before: Subscription,
  items: readonly SubscriptionItem[],
  change: Pick<SubscriptionChange, 'proration_behavior' | 'proration_date'>,
): Proration[] {
  if (before.status === 'trialing' || change.proration_behavior === 'none') return [];
  const at = change.proration_date ?? world.timelineOf(before.customer).now();
  const period = currentPeriod(before);
  return [
    ...creditsFor(before.items.data, items, period, at),
    ...chargesFor(before.items.data, items, period, at),
  ];
}

function changePlan(
  world: World,
  before: Subscription,
  change: SubscriptionChange,
  patch: Partial<Subscription>,
): void {
  const data = change.items ? changeItems(world, before, change.items) : before.items.data;
  requireOneCadence(data);
  const items = { ...before.items, data };
  const isAtOnce = change.proration_behavior === 'always_invoice';
  if (change.payment_behavior === 'error_if_incomplete') {
    requireChargeable(world, { ...before, ...patch }, { mustSucceed: true });
  }
  if (before.status !== 'trialing' && restartsCycle(before, items, change)) {
    restart(world, before, change, { ...patch, items });
    return;
  }
  const prorations = prorationsOf(world, before, data, change).filter(({ amount }) => amount !== 0);
  const changed = changeSubscription(world, before.id, { ...patch, items });
  createProrations(world, changed, prorations);
  if (isAtOnce && prorations.length > 0) billNow(world, changed);
}

/** Another rhythm, or a wish, begins a new cycle at once: https://docs.stripe.com/billing/subscriptions/billing-cycle. */
function restartsCycle(
  before: Subscription,
  items: Subscription['items'],
  change: SubscriptionChange,
): boolean {
  const [was] = before.items.data;
  const [is] = items.data;
  if (!was || !is) return false;
  const one = cadenceOf(was.price);
  const other = cadenceOf(is.price);
  const isOtherRhythm = one.interval !== other.interval || one.interval_count !== other.interval_count;
  return isOtherRhythm || change.billing_cycle_anchor === 'now';
}

function restart(
  world: World,
  before: Subscription,
  change: SubscriptionChange,
  patch: Partial<Subscription>,
): void {
  const now = world.timelineOf(before.customer).now();
  if (change.proration_behavior !== 'none') {
    createProrations(world, before, creditsFor(before.items.data, [], currentPeriod(before), now));
  }
  beginPeriod(world, before, { anchor: now, billingReason: 'subscription_update', patch });
}

function billNow(world: World, subscription: Subscription): void {
  const now = world.timelineOf(subscription.customer).now();
  const invoice = createInvoice(world, {
    customer: world.store.customers.get(subscription.customer),
    subscription,
    billingReason: 'subscription_update',
    lines: [],
    period: { start: now, end: now },
  });
  changeSubscription(world, subscription.id, { latest_invoice: invoice.id });
  advanceInvoice(world, invoice.id);
}

function changeTrial(
  world: World,
  before: Subscription,
  trialEnd: number | 'now',
  patch: Partial<Subscription>,
): void {
  const now = world.timelineOf(before.customer).now();
  if (trialEnd === 'now') {
    if (before.status !== 'trialing') return;
    const ended = { ...patch, status: 'active', trial_end: now };
    beginPeriod(world, before, { anchor: now, billingReason: 'subscription_update', patch: ended });
    return;
  }
  if (trialEnd <= now) {
    throw invalidRequest('Invalid timestamp: must be an integer Unix timestamp in the future.', {
      param: 'trial_end',
    });
  }
  const { start } = before.status === 'trialing' ? currentPeriod(before) : { start: now };
  const changed = changeSubscription(world, before.id, {
    ...patch,
    status: 'trialing',
    trial_start: before.trial_start ?? now,
    trial_end: trialEnd,
    billing_cycle_anchor: trialEnd,
    items: inPeriod(before.items, { start, end: trialEnd }),
  });
  scheduleCycle(world, changed);
}
