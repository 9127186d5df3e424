import { z } from 'zod';
import { id, optionalText, reference } from './fields.ts';
import { readObject } from './read-object.ts';

/** A payment method, whatever API version it was written in. */
export type PaymentMethodFacts = ReturnType<typeof readPaymentMethod>;

/** @throws ProviderObjectError */
export function readPaymentMethod(object: unknown) {
  const { card, ...parsed } = readObject('payment method', paymentMethod, object);
  return {
    id: parsed.id,
    customerId: parsed.customer,
    type: parsed.type,
    cardBrand: card?.brand ?? null,
    cardLast4: card?.last4 ?? null,
    cardExpMonth: card?.exp_month ?? null,
    cardExpYear: card?.exp_year ?? null,
  };
}

const paymentMethod = z.object({
  id,
  customer: reference,
  type: z.string(),
  card: z
    .object({
      brand: optionalText,
      last4: optionalText,
      exp_month: z.int().nullish(),
      exp_year: z.int().nullish(),
    })
    .nullish(),
});
