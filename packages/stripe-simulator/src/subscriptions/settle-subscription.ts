import type { World } from '../world/create-world.ts';
import type { Invoice, Subscription } from '../world/wire.ts';
import { changeSubscription } from './change-subscription.ts';
import { endSubscription } from './end-subscription.ts';
import { isOver, statusAfter } from './status.ts';

/** The subscription that an invoice bills, unless it is over. */
export function subscriptionOf(world: World, invoice: Invoice): Subscription | undefined {
  const id = invoice.parent?.subscription_details?.subscription;
  const subscription = id ? world.store.subscriptions.find(id) : undefined;
  return subscription && !isOver(subscription.status) ? subscription : undefined;
}

/** A paid invoice starts a subscription, or heals it when it is its latest. */
export function settlePaid(world: World, invoice: Invoice): void {
  setDelinquent(world, invoice, false);
  const subscription = subscriptionOf(world, invoice);
  if (subscription?.latest_invoice !== invoice.id) return;
  const status = statusAfter(subscription.status, 'invoice_paid', world.settings.afterLastRetry);
  changeSubscription(world, subscription.id, { status });
}

/** A failed payment makes a subscription past due; after the last retry the settings decide. */
export function settleFailed(world: World, invoice: Invoice): void {
  const subscription = subscriptionOf(world, invoice);
  if (!subscription || subscription.status === 'incomplete') return;
  setDelinquent(world, invoice, true);
  const { afterLastRetry } = world.settings;
  const isLast = invoice.next_payment_attempt === null;
  const status = statusAfter(
    subscription.status,
    isLast ? 'retries_exhausted' : 'payment_failed',
    afterLastRetry,
  );
  if (status !== 'canceled') changeSubscription(world, subscription.id, { status });
  else endSubscription(world, subscription.id, { status: 'canceled', details: { reason: 'payment_failed' } });
}

function setDelinquent(world: World, { customer }: Invoice, delinquent: boolean): void {
  if (customer && world.store.customers.find(customer)) {
    world.change(world.store.customers, customer, { delinquent }, 'customer.updated');
  }
}
