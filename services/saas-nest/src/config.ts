import { authConfig, oauthConfig, oauthRules, requireHttpsInProduction } from '@quartet/auth';
import {
  type ConfigOf,
  type ConfigRule,
  declareConfig,
  platformConfig,
  portSetting,
} from '@quartet/platform/config';
import { mailConfig, mailRule } from '@quartet/platform/mail';
import { rateLimitingConfig } from '@quartet/rate-limiting';
// <<<inject:imports>>>

/** Every setting of this service, declared where it belongs. */
export const declaration = declareConfig({
  ...platformConfig,
  port: portSetting(8002),
  ...mailConfig,
  ...rateLimitingConfig,
  ...authConfig,
  ...oauthConfig,
  // <<<inject:settings>>>
});

export type Config = ConfigOf<typeof declaration>;

/** Conditions over several settings. */
export const rules: readonly ConfigRule<Config>[] = [
  mailRule,
  requireHttpsInProduction,
  ...oauthRules,
  // <<<inject:rules>>>
];
