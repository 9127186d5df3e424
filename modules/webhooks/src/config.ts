import { randomBytes } from 'node:crypto';
import {
  type ConfigOf,
  type ConfigRule,
  declareConfig,
  flag,
  type platformConfig,
} from '@quartet/platform/config';
import { z } from 'zod';
import type { WebhookSettings } from './core.ts';

/** Values separated by commas, each of the given form. */
const listOf = (form: RegExp, message: string) =>
  z.string().refine((text) => itemsOf(text).every((item) => form.test(item)), message);

/** Settings of the inbox. */
export const webhooksConfig = declareConfig({
  stripeWebhookSecrets: {
    env: 'STRIPE_WEBHOOK_SECRET',
    secret: true,
    required: false,
    schema: listOf(/^whsec_.{8,}$/, 'must be whsec_… secrets, separated by commas'),
    generate: () => `whsec_${randomBytes(24).toString('hex')}`,
    description: "Signing secrets of Stripe's endpoint; several, separated by commas, while one is rolled",
  },
  standardWebhooksSecrets: {
    env: 'STANDARD_WEBHOOKS_SECRET',
    secret: true,
    required: false,
    schema: listOf(/^(whsec_)?[A-Za-z0-9+/]{32,}={0,2}$/, 'must be base64 secrets, separated by commas'),
    description: 'Signing secrets of a sender that follows Standard Webhooks, separated by commas',
  },
  allowUnsignedWebhooks: {
    env: 'WEBHOOKS_ALLOW_UNSIGNED',
    schema: flag.optional(),
    description:
      'Takes deliveries without a signature from this machine itself (default: in development only; refused in production)',
  },
  operatorTokens: {
    env: 'OPERATOR_TOKENS',
    secret: true,
    required: false,
    schema: listOf(
      /^([\w-]+:)?[\w.~+/=-]{32,}$/,
      'must be name:token pairs, separated by commas, of 32 characters or more',
    ),
    description: 'Tokens of machine operators as name:token, separated by commas: openssl rand -hex 32',
  },
  webhookConcurrency: {
    env: 'WEBHOOKS_CONCURRENCY',
    schema: z.coerce.number().int().min(1).max(100).default(8),
    description:
      'Objects that one process of saas-webhooks works on at once; each needs a database connection',
  },
  webhookMaxAttempts: {
    env: 'WEBHOOKS_MAX_ATTEMPTS',
    schema: z.coerce.number().int().min(1).max(50).default(12),
    description: 'Attempts at an object before it is parked as a dead letter',
  },
  webhookRetentionDays: {
    env: 'WEBHOOKS_RETENTION_DAYS',
    schema: z.coerce.number().int().min(60).max(36_500).default(400),
    description: 'Days that the log of events is kept; it leaves by whole months',
  },
});

/** What only the service that deliveries come to has to know stays out of it. */
const { stripeWebhookSecrets, standardWebhooksSecrets, operatorTokens, ...processing } = webhooksConfig;

/** The settings of a service that looks after objects and takes no deliveries. */
export const processingConfig = processing;

type WebhooksConfig = ConfigOf<typeof webhooksConfig & Pick<typeof platformConfig, 'environment'>>;

const unsignedNeverInProduction: ConfigRule<WebhooksConfig> = ({ environment, allowUnsignedWebhooks }) =>
  environment === 'production' && allowUnsignedWebhooks === true
    ? 'WEBHOOKS_ALLOW_UNSIGNED is set: in production every event must be signed'
    : undefined;

const someoneCanSign: ConfigRule<WebhooksConfig> = ({
  environment,
  stripeWebhookSecrets,
  standardWebhooksSecrets,
}) =>
  environment === 'production' && (stripeWebhookSecrets ?? standardWebhooksSecrets) === undefined
    ? "STRIPE_WEBHOOK_SECRET is missing: the signing secret of Stripe's endpoint, without which every event is refused"
    : undefined;

export const webhooksRules = [unsignedNeverInProduction, someoneCanSign];

/** A crashed worker gives way after this and a second; its heartbeat comes four times as often. */
const LEASE_SECONDS = 6;
const RETRY_BASE_SECONDS = 2;
const RETRY_MAX_SECONDS = 3_600;

/** The settings that processing takes; nothing secret is among them. */
export type ProcessingConfig = ConfigOf<typeof processing & Pick<typeof platformConfig, 'environment'>>;

/** What the module takes from the configuration. */
export function webhookSettings(config: ProcessingConfig): WebhookSettings {
  const { environment, allowUnsignedWebhooks } = config;
  return {
    allowUnsigned: environment !== 'production' && (allowUnsignedWebhooks ?? environment === 'development'),
    maxAttempts: config.webhookMaxAttempts,
    concurrency: config.webhookConcurrency,
    retentionDays: config.webhookRetentionDays,
    leaseSeconds: LEASE_SECONDS,
    retryBaseSeconds: RETRY_BASE_SECONDS,
    retryMaxSeconds: RETRY_MAX_SECONDS,
  };
}

/** The values of a comma-separated secret; none where it is not set. */
export function secretsOf(secret: { reveal(): string } | undefined): string[] {
  return secret === undefined ? [] : itemsOf(secret.reveal());
}

function itemsOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}
