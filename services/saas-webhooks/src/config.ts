import { billingConfig, billingRules } from '@quartet/billing';
import {
  type ConfigOf,
  type ConfigRule,
  declareConfig,
  platformConfig,
  portSetting,
} from '@quartet/platform/config';
import { mailConfig, mailRule } from '@quartet/platform/mail';
import { rateLimitingConfig } from '@quartet/rate-limiting';
import { webhooksConfig, webhooksRules } from '@quartet/webhooks';
// <<<inject:imports>>>

/** Every setting of this service, declared where it belongs. */
export const declaration = declareConfig({
  ...platformConfig,
  port: portSetting(8003),
  ...mailConfig,
  ...rateLimitingConfig,
  ...webhooksConfig,
  ...billingConfig,
  // <<<inject:settings>>>
});

export type Config = ConfigOf<typeof declaration>;

/** Conditions over several settings. */
export const rules: readonly ConfigRule<Config>[] = [
  mailRule,
  ...webhooksRules,
  ...billingRules,
  // <<<inject:rules>>>
];
