import { cardError, invalidRequest } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import type { PaymentMethod } from '../world/wire.ts';
import { cardByLast4, cardByToken, type TestCard } from './cards.ts';

/** A new payment method of this card, which belongs to nobody yet. */
export function createMethod(
  world: World,
  card: TestCard,
  details: { name?: string; email?: string; expMonth?: number; expYear?: number } = {},
): PaymentMethod {
  const now = world.mainTimeline.now();
  return world.create(world.store.paymentMethods, {
    id: world.ids.next('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: null,
      email: details.email ?? null,
      name: details.name ?? null,
      phone: null,
      tax_id: null,
    },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      display_brand: card.brand,
      exp_month: details.expMonth ?? 12,
      exp_year: details.expYear ?? new Date(now * 1000).getUTCFullYear() + 10,
      fingerprint: `simulated${card.number.slice(-4)}`,
      funding: 'credit',
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  });
}

/** The payment method; a ready-made one such as `pm_card_visa` becomes a new one. */
export function takeMethod(world: World, id: string, param: string): PaymentMethod {
  const card = cardByToken(id);
  return card ? createMethod(world, card) : world.store.paymentMethods.get(id, param);
}

/**
 * Attaches a payment method to a customer. A card that declines everything is refused here already
 * (https://docs.stripe.com/testing#declined-payments).
 */
export function ownMethod(
  world: World,
  id: string,
  customer: string,
  param = 'payment_method',
): PaymentMethod {
  world.store.customers.get(customer, 'customer');
  const method = takeMethod(world, id, param);
  if (method.customer === customer) return method;
  if (method.customer) {
    throw invalidRequest('The payment method you provided has already been attached to a customer.');
  }
  const card = cardByLast4(method.card?.last4 ?? '');
  if (card?.behavior === 'declines') throw declined(card);
  world.change(world.store.paymentMethods, method.id, { customer });
  const attached = world.store.paymentMethods.get(method.id);
  world.emit('payment_method.attached', attached);
  return attached;
}

/** The error that answers a declined card. */
export function declined(card: TestCard): Error {
  return cardError({
    code: 'card_declined',
    decline_code: card.decline_code,
    message: 'Your card was declined.',
  });
}
