import { refreshEntitlements } from '../entitlements/refresh-entitlements.ts';
import { advanceInvoice } from '../invoices/advance-invoice.ts';
import { createInvoice } from '../invoices/create-invoice.ts';
import { finalizeInvoice } from '../invoices/finalize-invoice.ts';
import { fullAmount, linesOfPeriod, periodLine } from '../invoices/invoice-lines.ts';
import { payInvoice } from '../invoices/pay-invoice.ts';
import { voidInvoice } from '../invoices/void-invoice.ts';
import { invalidRequest } from '../world/api-error.ts';
import { addPeriods, DAY_SECONDS, HOUR_SECONDS, periodEndAfter } from '../world/calendar.ts';
import type { World } from '../world/create-world.ts';
import type { InvoiceLine, PaymentMethod, Subscription } from '../world/wire.ts';
import { buildItem, recurringPrice, requireOneCadence } from './build-items.ts';
import { buildSubscription } from './build-subscription.ts';
import { scheduleCancellation, scheduleCycle } from './cycle.ts';
import { cadenceOf, type Period } from './period.ts';
import { prorate } from './proration.ts';
import { requireChargeable } from './require-chargeable.ts';
import type { SubscriptionWanted } from './subscription-params.ts';

/** Hours that the first payment may take: https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses. */
const INCOMPLETE_HOURS = 23;

/** How the first invoice is paid when not by a default method: Checkout's card, authenticated or not. */
export interface FirstPayment {
  method: PaymentMethod;
  isAuthenticated: boolean;
}

/** Starts a subscription with its first invoice: https://docs.stripe.com/billing/subscriptions/overview. */
export function createSubscription(
  world: World,
  wanted: SubscriptionWanted,
  first?: FirstPayment,
): Subscription {
  const { store } = world;
  const customer = store.customers.get(wanted.customer, 'customer');
  const { subscription, lines } = draft(world, wanted, customer.test_clock ?? null);
  requireMeans(world, wanted, subscription, lines, first);
  const invoiceId = world.ids.next('in');
  const created = world.create(
    store.subscriptions,
    { ...subscription, latest_invoice: invoiceId },
    'customer.subscription.created',
  );
  const now = created.created;
  createInvoice(world, {
    id: invoiceId,
    customer,
    subscription: created,
    billingReason: 'subscription_create',
    lines,
    period: { start: now, end: now },
  });
  refreshEntitlements(world, customer.id);
  scheduleCycle(world, created);
  scheduleCancellation(world, created);
  if (created.status === 'incomplete') scheduleExpiry(world, created);
  collectFirst(world, invoiceId, wanted, first);
  return store.subscriptions.get(created.id);
}

function draft(world: World, wanted: SubscriptionWanted, testClock: string | null) {
  const now = world.timelineOf(wanted.customer).now();
  const trialEnd = trialEndOf(wanted, now);
  const [firstItem] = wanted.items;
  const cadence = cadenceOf(recurringPrice(world, firstItem?.price ?? '', 'items[0][price]'));
  const anchor = trialEnd ?? wanted.billing_cycle_anchor ?? now;
  if (anchor < now) {
    throw invalidRequest('The billing_cycle_anchor must be in the future.', {
      param: 'billing_cycle_anchor',
    });
  }
  const period = { start: now, end: anchor > now ? anchor : periodEndAfter(anchor, now, cadence) };
  const id = world.ids.next('sub');
  const items = wanted.items.map((item, index) =>
    buildItem(world, { id, customer: wanted.customer }, item, { period, param: `items[${index}][price]` }),
  );
  requireOneCadence(items);
  const trialing = buildSubscription(world, wanted, { id, items, now, anchor, trialEnd, testClock });
  const lines = firstLines(world, trialing, period, wanted.proration_behavior);
  if (trialEnd !== null) return { subscription: trialing, lines };
  const isToBeCharged =
    trialing.collection_method === 'charge_automatically' && lines.some(({ amount }) => amount > 0);
  return { subscription: { ...trialing, status: isToBeCharged ? 'incomplete' : 'active' }, lines };
}

/** What the first invoice bills: nothing in a trial, the share of a period that ends early, else a period. */
function firstLines(
  world: World,
  subscription: Subscription,
  period: Period,
  prorationBehavior: SubscriptionWanted['proration_behavior'],
): InvoiceLine[] {
  const { items, trial_end, billing_cycle_anchor } = subscription;
  if (trial_end !== null) return linesOfPeriod(world, subscription, { period, amount: 0, isTrial: true });
  if (billing_cycle_anchor === period.start) return linesOfPeriod(world, subscription, { period });
  return items.data.map((item) => {
    const full = { start: addPeriods(period.end, cadenceOf(item.price), -1), end: period.end };
    const amount = prorationBehavior === 'none' ? 0 : prorate(fullAmount(item), full, period.start);
    return periodLine(world, item, { period, amount });
  });
}

function trialEndOf({ trial_end, trial_period_days }: SubscriptionWanted, now: number): number | null {
  if (trial_end === 'now') return null;
  if (trial_end !== undefined) {
    if (trial_end > now) return trial_end;
    throw invalidRequest('Invalid timestamp: must be an integer Unix timestamp in the future.', {
      param: 'trial_end',
    });
  }
  return trial_period_days ? now + trial_period_days * DAY_SECONDS : null;
}

function requireMeans(
  world: World,
  wanted: SubscriptionWanted,
  subscription: Subscription,
  lines: InvoiceLine[],
  first: FirstPayment | undefined,
): void {
  const isIncompleteAllowed = wanted.payment_behavior === 'default_incomplete';
  if (first || isIncompleteAllowed || subscription.collection_method !== 'charge_automatically') return;
  if (lines.every(({ amount }) => amount === 0)) return;
  requireChargeable(world, subscription, { mustSucceed: wanted.payment_behavior === 'error_if_incomplete' });
}

function collectFirst(
  world: World,
  invoice: string,
  { payment_behavior }: SubscriptionWanted,
  first: FirstPayment | undefined,
): void {
  if (!first && payment_behavior !== 'default_incomplete') {
    advanceInvoice(world, invoice);
    return;
  }
  const { status } = finalizeInvoice(world, invoice);
  if (first && status === 'open') payInvoice(world, invoice, first);
}

function scheduleExpiry(world: World, { id, customer, created }: Subscription): void {
  world.timelineOf(customer).schedule(created + INCOMPLETE_HOURS * HOUR_SECONDS, () => {
    const subscription = world.store.subscriptions.find(id);
    if (subscription?.status !== 'incomplete' || !subscription.latest_invoice) return;
    voidInvoice(world, subscription.latest_invoice);
  });
}
