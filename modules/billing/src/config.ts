import { type ConfigOf, type ConfigRule, declareConfig, type platformConfig } from '@quartet/platform/config';
import { z } from 'zod';

/** Settings of billing. */
export const billingConfig = declareConfig({
  stripeSecretKey: {
    env: 'STRIPE_SECRET_KEY',
    secret: true,
    required: false,
    schema: z.string().regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a secret key, sk_… or rk_…'),
    description: 'Secret or restricted key of the Stripe account (required in production)',
  },
  stripeApiUrl: {
    env: 'STRIPE_API_URL',
    schema: z.url({ protocol: /^https?$/ }).optional(),
    description: "Address of Stripe's API, when it is a simulator or a proxy (default: Stripe's own)",
  },
  stripeReadsPerSecond: {
    env: 'STRIPE_READS_PER_SECOND',
    schema: z.coerce.number().int().min(1).max(1_000).default(10),
    description: 'Requests a second that one process may make of Stripe to look at objects',
  },
  billingGraceDays: {
    env: 'BILLING_GRACE_DAYS',
    schema: z.coerce.number().int().min(0).max(90).default(14),
    description: 'Days after a renewal that could not be paid in which the plan still gives what it gives',
  },
});

type Settings = ConfigOf<typeof billingConfig> & Pick<ConfigOf<typeof platformConfig>, 'environment'>;

/** Conditions over the settings of billing. A key of test mode may run in production, for a stage before it. */
export const billingRules: readonly ConfigRule<Settings>[] = [
  ({ environment, stripeSecretKey }) =>
    environment === 'production' && stripeSecretKey === undefined
      ? 'STRIPE_SECRET_KEY is missing: without it nothing can be sold.'
      : undefined,
  // The key would cross the network in clear.
  ({ environment, stripeApiUrl }) =>
    environment === 'production' && stripeApiUrl !== undefined && !stripeApiUrl.startsWith('https://')
      ? 'STRIPE_API_URL must begin with https:// in production.'
      : undefined,
];
