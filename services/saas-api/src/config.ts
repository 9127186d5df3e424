import { authConfig, oauthConfig, oauthRules, requireHttpsInProduction } from '@quartet/auth';
import { billingConfig, billingRules } from '@quartet/billing';
import {
  type ConfigOf,
  type ConfigRule,
  declareConfig,
  hostForPeople,
  platformConfig,
} from '@quartet/platform/config';
import { mailConfig, mailRule } from '@quartet/platform/mail';
import { rateLimitingConfig } from '@quartet/rate-limiting';
import { webhooksConfig } from '@quartet/webhooks';
import { z } from 'zod';

/** How objects are looked at after a change; what only the inbox needs to know stays there. */
const { stripeWebhookSecrets, standardWebhooksSecrets, operatorTokens, ...processingConfig } = webhooksConfig;

/** Every setting of this service, declared where it belongs. */
export const declaration = declareConfig({
  ...platformConfig,
  ...mailConfig,
  ...authConfig,
  ...oauthConfig,
  ...rateLimitingConfig,
  ...billingConfig,
  ...processingConfig,
  port: {
    env: 'PORT',
    schema: z.coerce.number().int().min(0).max(65_535).default(8000),
    description: 'Port of this process; set by start from QUARTET_PORT_BASE',
  },
});

export type SaasApiConfig = ConfigOf<typeof declaration>;

/** Conditions over several settings. */
export const rules: readonly ConfigRule<SaasApiConfig>[] = [
  requireHttpsInProduction,
  mailRule,
  ...oauthRules,
  ...billingRules,
];

/** The address that people reach this service by. */
export function publicUrlOf(config: SaasApiConfig): string {
  return config.publicUrl ?? `http://${hostForPeople(config.host)}:${config.port}`;
}
