import { billingConfig, billingRules } from '@quartet/billing';
import { type ConfigOf, type ConfigRule, declareConfig, platformConfig } from '@quartet/platform/config';
import { rateLimitingConfig } from '@quartet/rate-limiting';
import { webhooksConfig, webhooksRules } from '@quartet/webhooks';
import { z } from 'zod';

/** Every setting of this service, declared where it belongs. */
export const declaration = declareConfig({
  ...platformConfig,
  ...rateLimitingConfig,
  ...webhooksConfig,
  ...billingConfig,
  port: {
    env: 'PORT',
    schema: z.coerce.number().int().min(0).max(65_535).default(8003),
    description: 'Port of this process; set by start from QUARTET_PORT_BASE',
  },
});

export type SaasWebhooksConfig = ConfigOf<typeof declaration>;

export const rules: readonly ConfigRule<SaasWebhooksConfig>[] = [...webhooksRules, ...billingRules];
