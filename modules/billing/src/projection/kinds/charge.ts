import { type ChargeFacts, readCharge } from '../../provider/charge.ts';
import type { ObjectContext } from '../../provider/read-object.ts';
import { defineKind } from '../kind.ts';
import type { Notice } from '../notice.ts';
import type { RowOf } from '../tables.ts';

export const chargeKind = defineKind<ChargeFacts>({
  name: 'charge',
  eventFamily: 'charge.',
  table: 'charges',
  readFacts: readCharge,
  rowOf,
  progressOf: (facts) => [
    facts.status === 'pending' ? 0 : 1,
    facts.amountRefundedCents,
    Number(facts.isDisputed),
  ],
  noticesOf,
});

function rowOf(facts: ChargeFacts): RowOf<'charges'> {
  return {
    id: facts.id,
    customer_id: facts.customerId,
    payment_intent_id: facts.paymentIntentId,
    status: facts.status,
    currency: facts.currency,
    amount_cents: facts.amountCents,
    amount_refunded_cents: facts.amountRefundedCents,
    is_disputed: facts.isDisputed,
    created_at: facts.createdAt,
  };
}

function noticesOf({ id, amountRefundedCents: refunded }: ChargeFacts, { at }: ObjectContext): Notice[] {
  if (refunded === 0) return [];
  const payload = { charge: id, refunded_cents: refunded };
  return [{ key: `refund:${id}:${refunded}`, kind: 'refund', payload, happenedAt: at, isLasting: true }];
}
