import { defineRoute, pageOf } from '@quartet/platform/contract';
import { z } from 'zod';

const planSchema = z.object({
  id: z.string(),
  name: z.string(),
  price_cents: z.number().int(),
  /** ISO 4217, lower case. */
  currency: z.string(),
  interval: z.enum(['month', 'year']),
  features: z.array(
    z.object({
      key: z.string(),
      description: z.string(),
      /** Null for what is not counted. */
      quota: z.number().int().nullable(),
    }),
  ),
});

export const billingContract = {
  listPlans: defineRoute({
    name: 'billing.list_plans',
    method: 'GET',
    path: '/subscriptions/plans',
    summary: 'List the plans on sale, in the order of a price page',
    access: 'public',
    status: 200,
    answer: pageOf(planSchema),
  }),
};

export type PresentedPlan = z.input<typeof planSchema>;
