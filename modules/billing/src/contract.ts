import { defineRoute, lineOfText, pageOf, pageQuery } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { idSchema } from '@quartet/platform/ids';
import { z } from 'zod';
import { billingErrors } from './errors.ts';
import { issuedStatuses, subscriptionStatuses } from './schema.ts';

export { reconciliationContract } from './reconciliation/contract.ts';

const planSchema = z.object({
  id: z.string(),
  name: z.string(),
  price_cents: z.number().int(),
  /** ISO 4217, lower case. */
  currency: z.string(),
  interval: z.enum(['month', 'year']),
  /** Days before the first charge of a first subscription. */
  trial_days: z.number().int(),
  features: z.array(
    z.object({
      key: z.string(),
      description: z.string(),
      /** Null for what is not counted. */
      quota: z.number().int().nullable(),
    }),
  ),
});

const moment = z.iso.datetime();

/** A page of the payment provider, to send the person to. */
export const checkoutSchema = z.object({
  id: z.string(),
  url: z.url(),
  status: z.literal('open'),
  expires_at: moment,
});

export const subscriptionSchema = z.object({
  id: z.string(),
  status: z.enum(subscriptionStatuses),
  /** Null for something that is in no catalogue of ours. */
  plan_id: z.string().nullable(),
  items: z.array(
    z.object({
      id: z.string(),
      plan_id: z.string().nullable(),
      quantity: z.number().int(),
      unit_amount_cents: z.number().int().nullable(),
      currency: z.string().nullable(),
      interval: z.string().nullable(),
    }),
  ),
  current_period_start: moment.nullable(),
  current_period_end: moment.nullable(),
  trial_end: moment.nullable(),
  cancel_at: moment.nullable(),
  cancelled_at: moment.nullable(),
  has_access: z.boolean().meta({ description: 'whether the plan gives what it gives' }),
  access_until: moment
    .nullable()
    .meta({ description: 'null while no end is set, and when there is no access' }),
  /** A charge that failed and can still be made up for. */
  payment_problem: z
    .object({
      invoice_id: z.string(),
      amount_due_cents: z.number().int(),
      currency: z.string(),
      attempts: z.number().int(),
      next_attempt_at: moment.nullable(),
      pay_url: z
        .string()
        .nullable()
        .meta({ description: 'null for members of a team who may not act on its billing' }),
    })
    .nullable(),
  created_at: moment,
});

export const invoiceSchema = z.object({
  id: z.string(),
  number: z.string().nullable(),
  status: z.enum(issuedStatuses),
  currency: z.string(),
  total_cents: z.number().int(),
  amount_paid_cents: z.number().int(),
  amount_due_cents: z.number().int(),
  period_start: moment.nullable(),
  period_end: moment.nullable(),
  created_at: moment,
  paid_at: moment.nullable(),
  url: z.string().nullable(),
  pdf_url: z.string().nullable(),
});

const plan_id = lineOfText({ min: 1, max: 64 });
const forTeam = z.strictObject({
  team_id: idSchema('team').optional().meta({ description: 'a team instead of yourself' }),
});
const current = z.object({ subscription: subscriptionSchema });
const page = z.object({ url: z.url() });

const ofTeam = [commonErrors.notFound, commonErrors.forbidden];
const ofProvider = [billingErrors.unavailable, billingErrors.misconfigured, billingErrors.inProgress];
const ofChange = [...ofTeam, ...ofProvider, billingErrors.notSubscribed, billingErrors.notChangeable];
/** Each call is several of the provider's, which limits us all together. */
const limit = { by: 'caller', points: 30, windowSeconds: 600 } as const;

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
  checkout: defineRoute({
    name: 'billing.checkout',
    method: 'POST',
    path: '/subscriptions/checkout',
    summary:
      'Open a page on which a plan is bought, for yourself or as an admin of a team; it replaces the last one',
    access: 'user',
    body: forTeam.extend({ plan_id }),
    status: 201,
    answer: z.object({ checkout: checkoutSchema }),
    errors: [...ofTeam, ...ofProvider, billingErrors.unknownPlan, billingErrors.alreadySubscribed],
    limit,
  }),
  current: defineRoute({
    name: 'billing.current',
    method: 'GET',
    path: '/subscriptions/current',
    summary: 'Read your subscription, or that of a team of yours; null without one',
    access: 'user',
    query: forTeam,
    status: 200,
    answer: z.object({ subscription: subscriptionSchema.nullable() }),
    errors: [commonErrors.notFound],
  }),
  cancel: defineRoute({
    name: 'billing.cancel',
    method: 'POST',
    path: '/subscriptions/cancel',
    summary: 'Have the subscription end with the period that is paid for',
    access: 'user',
    body: forTeam,
    status: 200,
    answer: current,
    errors: [...ofChange, billingErrors.alreadyCancelled],
    limit,
  }),
  resume: defineRoute({
    name: 'billing.resume',
    method: 'POST',
    path: '/subscriptions/resume',
    summary: 'Take a cancellation back before it comes into force',
    access: 'user',
    body: forTeam,
    status: 200,
    answer: current,
    errors: [...ofChange, billingErrors.notCancelled],
    limit,
  }),
  change: defineRoute({
    name: 'billing.change',
    method: 'POST',
    path: '/subscriptions/change',
    summary: 'Change the plan at once; the difference for the rest of the period is charged or credited',
    access: 'user',
    body: forTeam.extend({ plan_id }),
    status: 200,
    answer: current,
    errors: [
      ...ofChange,
      billingErrors.unknownPlan,
      billingErrors.samePlan,
      billingErrors.paymentDeclined,
      billingErrors.paymentMethodMissing,
    ],
    limit,
  }),
  portal: defineRoute({
    name: 'billing.portal',
    method: 'GET',
    path: '/billing/portal',
    summary: 'Open a page on which cards, address and invoices are looked after',
    // Whoever has the link may change cards and cancel there, which a key that only reads must not lead to.
    access: 'session',
    query: forTeam,
    status: 200,
    answer: page,
    errors: [...ofTeam, ...ofProvider, billingErrors.noBillingAccount, billingErrors.customerMissing],
    limit,
  }),
  replacePaymentMethod: defineRoute({
    name: 'billing.replace_payment_method',
    method: 'POST',
    path: '/billing/payment-method',
    summary: 'Open a page on which the card that pays is replaced',
    access: 'user',
    body: forTeam,
    status: 200,
    answer: page,
    errors: [...ofTeam, ...ofProvider, billingErrors.noBillingAccount, billingErrors.customerMissing],
    limit,
  }),
  listInvoices: defineRoute({
    name: 'billing.list_invoices',
    method: 'GET',
    path: '/billing/invoices',
    summary: 'List your invoices, or as an admin those of a team, the newest first',
    access: 'user',
    query: pageQuery.extend(forTeam.shape),
    status: 200,
    answer: pageOf(invoiceSchema),
    errors: ofTeam,
  }),
  listEntitlements: defineRoute({
    name: 'billing.list_entitlements',
    method: 'GET',
    path: '/entitlements',
    summary: 'List what your plan, or that of a team of yours, gives',
    access: 'user',
    query: forTeam,
    status: 200,
    answer: z.object({
      entitlements: z.array(
        z.object({
          feature: z.string(),
          quota: z.number().int().nullable().meta({ description: 'how many; null for what is not counted' }),
        }),
      ),
    }),
    errors: [commonErrors.notFound],
  }),
};

export type PresentedPlan = z.input<typeof planSchema>;
