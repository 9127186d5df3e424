import { z } from 'zod';
import type { Delivery, EventIdentity, Provider } from './provider.ts';
import { verifyStripeSignature } from './stripe-signature.ts';
import { identifier } from './text.ts';

/** Seconds since 1970, up to the year 2100; anything else is no time of an event. */
const seconds = z.int().min(0).max(4_102_444_800);

const stripeEvent = z.object({
  id: identifier,
  type: identifier,
  created: seconds.optional(),
  livemode: z.boolean().optional(),
  account: identifier.optional().nullable(),
  data: z
    .object({
      object: z.object({
        id: identifier.optional().nullable(),
        object: identifier.optional(),
        customer: identifier.optional().catch(undefined),
      }),
    })
    .optional()
    .catch(undefined),
});

type StripeObject = NonNullable<z.output<typeof stripeEvent>['data']>['object'];

/** Events of Stripe, in any API version: what is read here has never changed. */
export function stripeProvider({ secrets }: { secrets: readonly string[] }): Provider {
  return {
    name: 'stripe',
    verify: (delivery) => verifyStripeSignature(secrets, delivery),
    identify,
  };
}

function identify(payload: unknown, { receivedAt }: Delivery): EventIdentity | undefined {
  const parsed = stripeEvent.safeParse(payload);
  if (!parsed.success) return undefined;
  const { id, type, created, livemode, account, data } = parsed.data;
  return {
    eventId: id,
    type,
    objectKey: objectKeyOf(data?.object) ?? `event:${id}`,
    account: account ?? '',
    livemode: livemode ?? false,
    createdAt: created === undefined ? receivedAt : new Date(created * 1000),
  };
}

/** There is one for each customer, whose id stands for its own. */
const SUMMARY = 'entitlements.active_entitlement_summary';

/** Some objects have no id, such as a preview of an invoice: such an event stands for itself. */
function objectKeyOf(object: StripeObject | undefined): string | undefined {
  if (object?.object === SUMMARY && object.customer) return `${SUMMARY}:${object.customer}`;
  return object?.id ? `${object.object ?? 'object'}:${object.id}` : undefined;
}
