import { z } from 'zod';
import { integer, mergeMetadata, metadata, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { invalidRequest } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import type { Charge } from '../world/wire.ts';

/** https://docs.stripe.com/api/refunds */
export const refundRoutes: ApiRoute[] = [
  operation(
    'POST',
    '/v1/refunds',
    {
      amount: integer.exactOptional(),
      charge: text.exactOptional(),
      metadata: metadata.exactOptional(),
      payment_intent: text.exactOptional(),
      reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).exactOptional(),
    },
    ({ world, params }) => {
      const charge = chargeToRefund(world, params.charge, params.payment_intent);
      const left = charge.amount - charge.amount_refunded;
      const amount = params.amount ?? left;
      if (left === 0) {
        const message = `Charge ${charge.id} has already been refunded.`;
        throw invalidRequest(message, { code: 'charge_already_refunded' });
      }
      if (amount <= 0 || amount > left) {
        const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`;
        throw invalidRequest(message, { param: 'amount' });
      }
      return refund(world, charge, { amount, reason: params.reason ?? null, metadata: params.metadata });
    },
  ),
  operation('GET', '/v1/refunds/:id', {}, ({ world, id }) => world.store.refunds.get(id)),
  listing(
    '/v1/refunds',
    { charge: text.exactOptional(), payment_intent: text.exactOptional() },
    ({ world: { store }, params: { charge, payment_intent } }) =>
      (charge ? store.refunds.of(charge) : store.refunds.list()).filter(
        (refund) => !payment_intent || refund.payment_intent === payment_intent,
      ),
  ),
];

function chargeToRefund(world: World, charge: string | undefined, intent: string | undefined): Charge {
  if (charge) return world.store.charges.get(charge, 'charge');
  if (!intent)
    throw invalidRequest('One of the following params should be provided: payment_intent or charge.');
  const { latest_charge } = world.store.paymentIntents.get(intent, 'payment_intent');
  if (!latest_charge)
    throw invalidRequest(`The PaymentIntent ${intent} does not have a successful charge to refund.`);
  return world.store.charges.get(latest_charge, 'charge');
}

function refund(
  world: World,
  charge: Charge,
  wanted: { amount: number; reason: string | null; metadata: Record<string, string> | null | undefined },
) {
  const { amount, reason } = wanted;
  const created = world.create(
    world.store.refunds,
    {
      id: world.ids.next('re'),
      object: 'refund',
      amount,
      balance_transaction: world.ids.next('txn'),
      charge: charge.id,
      created: world.timelineOf(charge.customer).now(),
      currency: charge.currency,
      customer: charge.customer,
      customer_account: null,
      metadata: mergeMetadata({}, wanted.metadata),
      payment_intent: charge.payment_intent,
      payment_method: charge.payment_method,
      reason,
      receipt_number: null,
      source_transfer_reversal: null,
      status: 'succeeded',
      transfer_reversal: null,
    },
    'refund.created',
  );
  const amount_refunded = charge.amount_refunded + amount;
  const patch = { amount_refunded, refunded: amount_refunded === charge.amount };
  world.change(world.store.charges, charge.id, patch, 'charge.refunded');
  return created;
}
