import { invalidRequest } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import type { CheckoutSession } from '../world/wire.ts';

/** Closes an open session without payment: https://docs.stripe.com/api/checkout/sessions/expire. */
export function expireSession(world: World, id: string): CheckoutSession {
  const { status } = world.store.checkoutSessions.get(id);
  if (status !== 'open') {
    throw invalidRequest(
      `Only Checkout Sessions with a status in ["open"] can be expired. This one has the status ${status}.`,
    );
  }
  const expired = world.change(world.store.checkoutSessions, id, { status: 'expired', url: null });
  world.emit('checkout.session.expired', expired);
  return expired;
}
