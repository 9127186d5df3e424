import { z } from 'zod';
import { requiredReference } from './fields.ts';
import { readObject } from './read-object.ts';

/** What a customer may use, as the provider sums it up. */
export type ActiveEntitlementsFacts = ReturnType<typeof readActiveEntitlements>;

/** @throws ProviderObjectError */
export function readActiveEntitlements(object: unknown) {
  const { customer, entitlements } = readObject('summary of active entitlements', summary, object);
  const features = new Set(entitlements.data.map(({ lookup_key }) => lookup_key));
  return { customerId: customer, features: [...features].sort() };
}

const summary = z.object({
  customer: requiredReference,
  entitlements: z.object({ data: z.array(z.object({ lookup_key: z.string() })) }),
});
