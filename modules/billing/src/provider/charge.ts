import { z } from 'zod';
import { amount, count, id, moment, reference } from './fields.ts';
import { readObject } from './read-object.ts';

/** A charge, whatever API version it was written in. */
export type ChargeFacts = ReturnType<typeof readCharge>;

/** @throws ProviderObjectError */
export function readCharge(object: unknown) {
  const parsed = readObject('charge', charge, object);
  return {
    id: parsed.id,
    customerId: parsed.customer,
    paymentIntentId: parsed.payment_intent,
    status: parsed.status,
    currency: parsed.currency,
    amountCents: parsed.amount,
    amountRefundedCents: parsed.amount_refunded,
    isDisputed: parsed.disputed ?? parsed.dispute !== null,
    createdAt: parsed.created,
  };
}

const charge = z.object({
  id,
  customer: reference,
  payment_intent: reference,
  status: z.string(),
  currency: z.string(),
  amount,
  amount_refunded: count,
  disputed: z.boolean().nullish(),
  dispute: reference,
  created: moment,
});
