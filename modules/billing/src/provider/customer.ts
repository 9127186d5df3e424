import { z } from 'zod';
import { flag, id, optionalMoment, optionalText, reference } from './fields.ts';
import { type ObjectContext, readObject } from './read-object.ts';

/** A customer, whatever API version they were written in. */
export type CustomerFacts = ReturnType<typeof readCustomer>;

/**
 * One who was deleted is an id and no more, whether the event still shows who it was or not.
 *
 * @throws ProviderObjectError
 */
export function readCustomer(object: unknown, { eventType }: ObjectContext) {
  const parsed = readObject('customer', customer, object);
  const isDeleted = parsed.deleted || eventType === 'customer.deleted';
  if (isDeleted) return { ...NOBODY, id: parsed.id, isDeleted };
  return {
    id: parsed.id,
    email: parsed.email,
    name: parsed.name,
    currency: parsed.currency,
    defaultPaymentMethodId: parsed.invoice_settings?.default_payment_method ?? parsed.default_source,
    isDelinquent: parsed.delinquent,
    isDeleted,
    createdAt: parsed.created,
    testClockId: parsed.test_clock,
  };
}

const NOBODY = {
  email: null,
  name: null,
  currency: null,
  defaultPaymentMethodId: null,
  isDelinquent: false,
  createdAt: null,
  testClockId: null,
};

const customer = z.object({
  id,
  deleted: flag,
  email: optionalText,
  name: optionalText,
  currency: optionalText,
  invoice_settings: z.object({ default_payment_method: reference }).nullish(),
  default_source: reference,
  delinquent: flag,
  created: optionalMoment,
  test_clock: reference,
});
