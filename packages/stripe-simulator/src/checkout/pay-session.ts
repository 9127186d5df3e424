import { attemptPayment } from '../payments/attempt-payment.ts';
import { cardByLast4, outcomeOf, type TestCard } from '../payments/cards.ts';
import { createMethod, ownMethod } from '../payments/own-method.ts';
import { createIntent } from '../payments/payment-intent.ts';
import { createCustomer } from '../resources/customers.ts';
import { createSubscription } from '../subscriptions/create-subscription.ts';
import type { World } from '../world/create-world.ts';
import type { CheckoutSession, Customer, PaymentMethod } from '../world/wire.ts';

/** What the person at the page entered. */
export interface Payer {
  email: string;
  name: string;
}

export type PageResult =
  | { outcome: 'completed'; session: CheckoutSession }
  | { outcome: 'declined' }
  | { outcome: 'requires_action'; paymentMethod: string };

/** Pays an open session with a card that was entered on its page. */
export function payWithCard(
  world: World,
  session: CheckoutSession,
  card: TestCard,
  payer: Payer,
): PageResult {
  const method = createMethod(world, card, payer);
  return payWithMethod(world, session, method, { payer, isAuthenticated: false });
}

/** Goes on after the bank's question was answered. */
export function payAuthenticated(world: World, session: CheckoutSession, methodId: string): PageResult {
  const method = world.store.paymentMethods.get(methodId);
  const { email, name } = method.billing_details;
  return payWithMethod(world, session, method, {
    payer: { email: email ?? '', name: name ?? '' },
    isAuthenticated: true,
  });
}

/** Subscribes without a card, where the session asks for one only if it is needed. */
export function startWithoutCard(world: World, session: CheckoutSession, payer: Payer): PageResult {
  return complete(world, session, customerFor(world, session, payer), payer);
}

function payWithMethod(
  world: World,
  session: CheckoutSession,
  method: PaymentMethod,
  { payer, isAuthenticated }: { payer: Payer; isAuthenticated: boolean },
): PageResult {
  const card = cardByLast4(method.card?.last4 ?? '');
  const isCharged = (session.amount_total ?? 0) > 0;
  const outcome = card ? outcomeOf(card, { isAuthenticated, wasSetUp: false }) : 'declines';
  // Without anything to charge a card is only set up, which some pass that decline charges.
  const isDeclined = outcome === 'declines' && (isCharged || card?.behavior === 'declines');
  if (outcome === 'requires_action') return { outcome, paymentMethod: method.id };
  if (isDeclined) {
    if (isCharged) recordDecline(world, session, method);
    return { outcome: 'declined' };
  }
  const customer = customerFor(world, session, payer);
  ownMethod(world, method.id, customer.id);
  if (isAuthenticated) world.store.methodsSetUp.add(method.id);
  return complete(world, session, customer, payer, { method, isAuthenticated });
}

function recordDecline(world: World, session: CheckoutSession, method: PaymentMethod): void {
  const intent = createIntent(world, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? 'usd',
    customer: session.customer,
  });
  attemptPayment(world, intent.id, method, { isAuthenticated: false });
}

function customerFor(world: World, session: CheckoutSession, { email, name }: Payer): Customer {
  if (session.customer) return world.store.customers.get(session.customer);
  return createCustomer(world, { email: session.customer_email ?? email, name });
}

function complete(
  world: World,
  session: CheckoutSession,
  customer: Customer,
  payer: Payer,
  first?: { method: PaymentMethod; isAuthenticated: boolean },
): PageResult {
  const { store } = world;
  const order = store.checkoutOrders.get(session.id)?.subscription ?? { items: [] };
  const wanted = { ...order, customer: customer.id };
  const subscription = createSubscription(
    world,
    first ? { ...wanted, default_payment_method: first.method.id } : wanted,
    first,
  );
  const completed = world.change(store.checkoutSessions, session.id, {
    status: 'complete',
    payment_status: (session.amount_total ?? 0) > 0 ? 'paid' : 'no_payment_required',
    customer: customer.id,
    customer_details: {
      address: customer.address ?? null,
      business_name: null,
      email: customer.email ?? payer.email,
      individual_name: null,
      name: payer.name || (customer.name ?? null),
      phone: customer.phone ?? null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    invoice: subscription.latest_invoice,
    subscription: subscription.id,
    url: null,
  });
  world.emit('checkout.session.completed', completed);
  return { outcome: 'completed', session: completed };
}
