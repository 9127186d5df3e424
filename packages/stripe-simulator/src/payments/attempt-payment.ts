import type { World } from '../world/create-world.ts';
import type { Charge, PaymentIntent, PaymentMethod } from '../world/wire.ts';
import { cardByLast4, outcomeOf, type TestCard } from './cards.ts';
import { createCharge } from './charge.ts';
import { openDispute } from './dispute.ts';

export type AttemptResult = 'succeeded' | 'requires_action' | 'failed';

/**
 * Tries to take the intent's money from a payment method, and tells of what came of it: the charge first,
 * then the intent (https://docs.stripe.com/payments/paymentintents/lifecycle).
 */
export function attemptPayment(
  world: World,
  intentId: string,
  method: PaymentMethod,
  { isAuthenticated }: { isAuthenticated: boolean },
): AttemptResult {
  const card = cardByLast4(method.card?.last4 ?? '');
  if (!card) throw new Error(`The payment method ${method.id} has no known test card.`);
  const wasSetUp = world.store.methodsSetUp.has(method.id);
  const outcome = outcomeOf(card, { isAuthenticated, wasSetUp });
  if (outcome === 'requires_action') return askForAction(world, intentId, method);
  if (outcome === 'succeeds') return succeed(world, intentId, method, card);
  return fail(world, intentId, method, card);
}

/** The customer did not pass the bank's question: https://docs.stripe.com/error-codes#payment-intent-authentication-failure. */
export function failAuthentication(world: World, intentId: string): void {
  const message = 'The provided PaymentMethod has failed authentication.';
  const { payment_method } = world.store.paymentIntents.get(intentId);
  const method = payment_method ? world.store.paymentMethods.find(payment_method) : undefined;
  refuse(world, intentId, {
    code: 'payment_intent_authentication_failure',
    message,
    type: 'invalid_request_error',
    ...(method ? { payment_method: method } : {}),
  });
}

function askForAction(world: World, intentId: string, method: PaymentMethod): AttemptResult {
  const url = `${world.settings.publicUrl()}/3ds/${intentId}`;
  const intent = world.change(world.store.paymentIntents, intentId, {
    status: 'requires_action',
    payment_method: method.id,
    next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: null, url } },
  });
  world.emit('payment_intent.requires_action', intent);
  return 'requires_action';
}

function succeed(world: World, intentId: string, method: PaymentMethod, card: TestCard): AttemptResult {
  const intent = world.store.paymentIntents.get(intentId);
  const charge = createCharge(world, intent, method, null);
  world.emit('charge.succeeded', charge);
  const paid = world.change(world.store.paymentIntents, intentId, {
    status: 'succeeded',
    amount_received: intent.amount,
    latest_charge: charge.id,
    payment_method: method.id,
    last_payment_error: null,
    next_action: null,
  });
  world.emit('payment_intent.succeeded', paid);
  world.store.methodsSetUp.add(method.id);
  if (card.behavior === 'is_disputed') openDispute(world, charge.id, 'fraudulent');
  return 'succeeded';
}

function fail(world: World, intentId: string, method: PaymentMethod, card: TestCard): AttemptResult {
  const error = {
    code: 'card_declined',
    decline_code: card.decline_code,
    message: 'Your card was declined.',
  };
  const intent = world.store.paymentIntents.get(intentId);
  const charge = createCharge(world, intent, method, error);
  world.emit('charge.failed', charge);
  refuse(
    world,
    intentId,
    { ...error, charge: charge.id, payment_method: method, type: 'card_error' },
    charge,
  );
  return 'failed';
}

function refuse(
  world: World,
  intentId: string,
  error: NonNullable<PaymentIntent['last_payment_error']>,
  charge?: Charge,
): void {
  const intent = world.change(world.store.paymentIntents, intentId, {
    status: 'requires_payment_method',
    payment_method: null,
    last_payment_error: error,
    next_action: null,
    ...(charge ? { latest_charge: charge.id } : {}),
  });
  world.emit('payment_intent.payment_failed', intent);
}
