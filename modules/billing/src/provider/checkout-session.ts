import { z } from 'zod';
import { id, optionalMoment, optionalText, reference } from './fields.ts';
import { type ObjectContext, readObject } from './read-object.ts';

const statuses = ['open', 'complete', 'expired'] as const;

/** A page of the checkout, whatever API version it was written in. */
export type CheckoutSessionFacts = ReturnType<typeof readCheckoutSession>;

/**
 * Sessions of old versions tell neither their status nor when they were made: the event does.
 *
 * @throws ProviderObjectError
 */
export function readCheckoutSession(object: unknown, { eventType, at }: ObjectContext) {
  const parsed = readObject('checkout session', session, object);
  const status = parsed.status ?? statusAfter(eventType);
  return {
    id: parsed.id,
    customerId: parsed.customer,
    subscriptionId: parsed.subscription,
    clientReferenceId: parsed.client_reference_id,
    mode: parsed.mode,
    status,
    paymentStatus: parsed.payment_status ?? (status === 'complete' ? 'paid' : 'unpaid'),
    url: parsed.url,
    createdAt: parsed.created ?? at,
    expiresAt: parsed.expires_at,
  };
}

const session = z.object({
  id,
  customer: reference,
  subscription: reference,
  client_reference_id: optionalText,
  mode: z.string(),
  status: z.enum(statuses).nullish(),
  payment_status: optionalText,
  url: optionalText,
  created: optionalMoment,
  expires_at: optionalMoment,
});

function statusAfter(eventType: string | undefined): (typeof statuses)[number] {
  if (eventType === 'checkout.session.expired') return 'expired';
  return eventType === undefined ? 'open' : 'complete';
}
