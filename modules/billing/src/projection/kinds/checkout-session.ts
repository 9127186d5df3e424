import { type CheckoutSessionFacts, readCheckoutSession } from '../../provider/checkout-session.ts';
import { defineKind } from '../kind.ts';
import type { RowOf } from '../tables.ts';

export const checkoutSessionKind = defineKind<CheckoutSessionFacts>({
  name: 'checkout.session',
  eventFamily: 'checkout.session.',
  table: 'checkout_sessions',
  readFacts: readCheckoutSession,
  rowOf,
  isTerminal: ({ status }) => status === 'complete' || status === 'expired',
  // A payment that takes days arrives on a page that is complete.
  progressOf: ({ paymentStatus }) => [paymentStatus === 'unpaid' ? 0 : 1],
});

function rowOf(facts: CheckoutSessionFacts): RowOf<'checkout_sessions'> {
  return {
    id: facts.id,
    customer_id: facts.customerId,
    subscription_id: facts.subscriptionId,
    client_reference_id: facts.clientReferenceId,
    mode: facts.mode,
    status: facts.status,
    payment_status: facts.paymentStatus,
    url: facts.url,
    created_at: facts.createdAt,
    expires_at: facts.expiresAt,
  };
}
