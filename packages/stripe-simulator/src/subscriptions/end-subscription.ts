import { refreshEntitlements } from '../entitlements/refresh-entitlements.ts';
import type { World } from '../world/create-world.ts';
import type { Subscription } from '../world/wire.ts';

type Details = NonNullable<Subscription['cancellation_details']>;

/**
 * Ends a subscription for good. Its open invoices stay, but nobody tries to collect them any more:
 * https://docs.stripe.com/billing/subscriptions/cancel.
 */
export function endSubscription(
  world: World,
  id: string,
  { status, details = {} }: { status: 'canceled' | 'incomplete_expired'; details?: Partial<Details> },
): Subscription {
  const before = world.store.subscriptions.get(id);
  const now = world.timelineOf(before.customer).now();
  const patch = {
    status,
    canceled_at: before.canceled_at ?? now,
    ended_at: now,
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      reason: 'cancellation_requested',
      ...withoutNulls(before.cancellation_details ?? {}),
      ...details,
    },
  } as const;
  const isExpiry = status === 'incomplete_expired';
  const ended = world.change(
    world.store.subscriptions,
    id,
    patch,
    isExpiry ? 'customer.subscription.updated' : undefined,
  );
  if (!isExpiry) world.emit('customer.subscription.deleted', ended);
  stopCollecting(world, ended);
  refreshEntitlements(world, ended.customer);
  return ended;
}

function stopCollecting(world: World, { id, customer }: Subscription): void {
  for (const invoice of world.store.invoices.of(customer)) {
    const isOwn = invoice.parent?.subscription_details?.subscription === id;
    if (!isOwn || (invoice.status !== 'open' && invoice.status !== 'draft')) continue;
    const patch = { auto_advance: false, next_payment_attempt: null, automatically_finalizes_at: null };
    world.change(world.store.invoices, invoice.id, patch, 'invoice.updated');
  }
}

function withoutNulls(details: Partial<Details>): Partial<Details> {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null));
}
