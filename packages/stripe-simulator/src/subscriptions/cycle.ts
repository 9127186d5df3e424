import { advanceInvoice, scheduleAdvance } from '../invoices/advance-invoice.ts';
import { createInvoice } from '../invoices/create-invoice.ts';
import { linesOfPeriod } from '../invoices/invoice-lines.ts';
import { previewInvoice } from '../invoices/preview-invoice.ts';
import { DAY_SECONDS } from '../world/calendar.ts';
import type { World } from '../world/create-world.ts';
import type { Invoice, Subscription } from '../world/wire.ts';
import { changeSubscription } from './change-subscription.ts';
import { endSubscription } from './end-subscription.ts';
import { currentPeriod, inPeriod, periodFrom } from './period.ts';
import { isOver, statusAfter } from './status.ts';

/** Days before a trial's end that `customer.subscription.trial_will_end` is sent, or at once for shorter ones. */
const TRIAL_NOTICE_DAYS = 3;

/** Schedules what the current period of a subscription leads to. Call it whenever the period changed. */
export function scheduleCycle(world: World, scheduled: Subscription): void {
  const { id, customer, status } = scheduled;
  const { cycles, subscriptions } = world.store;
  const timeline = world.timelineOf(customer);
  const { end } = currentPeriod(scheduled);
  const cycle = (cycles.get(id) ?? 0) + 1;
  cycles.set(id, cycle);
  const inThisPeriod = (work: (subscription: Subscription) => void) => () => {
    const subscription = subscriptions.find(id);
    if (subscription && !isOver(subscription.status) && cycles.get(id) === cycle) work(subscription);
  };
  if (status === 'trialing') {
    const notice = inThisPeriod((subscription) => {
      if (subscription.status === 'trialing')
        world.emit('customer.subscription.trial_will_end', subscription);
    });
    timeline.schedule(end - TRIAL_NOTICE_DAYS * DAY_SECONDS, notice);
  }
  const upcomingAt = end - world.settings.upcomingInvoiceDays * DAY_SECONDS;
  if (upcomingAt > timeline.now()) {
    timeline.schedule(
      upcomingAt,
      inThisPeriod((subscription) => announce(world, subscription)),
    );
  }
  timeline.schedule(
    end,
    inThisPeriod((subscription) => endPeriod(world, subscription)),
  );
}

/** Ends the subscription at `cancel_at`, unless that was changed meanwhile. */
export function scheduleCancellation(world: World, { id, customer, cancel_at }: Subscription): void {
  if (cancel_at === null) return;
  world.timelineOf(customer).schedule(cancel_at, () => {
    const subscription = world.store.subscriptions.find(id);
    if (subscription && !isOver(subscription.status) && subscription.cancel_at === cancel_at) {
      endSubscription(world, id, { status: 'canceled' });
    }
  });
}

/**
 * Begins a period at the current moment and bills it. At a renewal the invoice stays a draft for an hour; when
 * the customer caused it, it is finalised and collected at once.
 */
export function beginPeriod(
  world: World,
  subscription: Subscription,
  wanted: {
    anchor: number;
    billingReason: 'subscription_cycle' | 'subscription_update';
    patch?: Partial<Subscription>;
  },
): Invoice {
  const { store } = world;
  const now = world.timelineOf(subscription.customer).now();
  const items = wanted.patch?.items ?? subscription.items;
  const [first] = items.data;
  if (!first) throw new Error(`The subscription ${subscription.id} has no items.`);
  const period = periodFrom(now, wanted.anchor, first.price);
  const isRenewal = wanted.billingReason === 'subscription_cycle';
  const before = currentPeriod(subscription);
  const invoice = createInvoice(world, {
    customer: store.customers.get(subscription.customer),
    subscription,
    billingReason: wanted.billingReason,
    lines: linesOfPeriod(world, { ...subscription, items }, { period }),
    period: isRenewal ? before : { start: now, end: now },
    fields: { auto_advance: subscription.status !== 'unpaid' },
  });
  const renewed = changeSubscription(world, subscription.id, {
    billing_cycle_anchor: wanted.anchor,
    ...(subscription.cancel_at_period_end ? { cancel_at: period.end } : {}),
    ...wanted.patch,
    items: inPeriod(items, period),
    latest_invoice: invoice.id,
  });
  scheduleCycle(world, renewed);
  if (!isRenewal) return advanceInvoice(world, invoice.id);
  if (invoice.auto_advance) scheduleAdvance(world, invoice);
  return store.invoices.get(invoice.id);
}

function endPeriod(world: World, subscription: Subscription): void {
  const { id, status, cancel_at_period_end, billing_cycle_anchor } = subscription;
  if (cancel_at_period_end) {
    endSubscription(world, id, { status: 'canceled' });
    return;
  }
  if (status === 'incomplete' || status === 'paused') return;
  if (status === 'trialing' && !hasMethod(world, subscription)) {
    const behavior = subscription.trial_settings?.end_behavior.missing_payment_method;
    if (behavior === 'cancel') {
      endSubscription(world, id, { status: 'canceled' });
      return;
    }
    if (behavior === 'pause') {
      const paused = changeSubscription(world, id, { status: 'paused' });
      world.emit('customer.subscription.paused', paused);
      return;
    }
  }
  beginPeriod(world, subscription, {
    anchor: billing_cycle_anchor,
    billingReason: 'subscription_cycle',
    patch: { status: statusAfter(status, 'trial_ended', world.settings.afterLastRetry) },
  });
}

/** `invoice.upcoming` shows the next invoice, which has no id yet: https://docs.stripe.com/billing/subscriptions/webhooks. */
function announce(world: World, subscription: Subscription): void {
  if (subscription.cancel_at_period_end || subscription.status === 'incomplete') return;
  const { id: _, ...upcoming } = previewInvoice(world, subscription);
  world.emit('invoice.upcoming', upcoming);
}

function hasMethod(world: World, { customer, default_payment_method }: Subscription): boolean {
  const owner = world.store.customers.get(customer);
  return Boolean(default_payment_method ?? owner.invoice_settings.default_payment_method);
}
