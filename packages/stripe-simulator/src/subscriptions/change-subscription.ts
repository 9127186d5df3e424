import { refreshEntitlements } from '../entitlements/refresh-entitlements.ts';
import type { World } from '../world/create-world.ts';
import type { Subscription } from '../world/wire.ts';

/** Changes a subscription, tells of it, and then of what its customer may use. */
export function changeSubscription(
  world: World,
  id: string,
  patch: Partial<Subscription>,
  type = 'customer.subscription.updated',
): Subscription {
  const subscription = world.change(world.store.subscriptions, id, patch, type);
  refreshEntitlements(world, subscription.customer);
  return subscription;
}
