import { authConfig, oauthConfig, oauthRules, requireHttpsInProduction } from '@quartet/auth';
import {
  type ConfigOf,
  type ConfigRule,
  declareConfig,
  hostForPeople,
  platformConfig,
} from '@quartet/platform/config';
import { mailConfig, mailRule } from '@quartet/platform/mail';
import { rateLimitingConfig } from '@quartet/rate-limiting';
import { z } from 'zod';

/** Every setting of this service, declared where it belongs. */
export const declaration = declareConfig({
  ...platformConfig,
  ...mailConfig,
  ...authConfig,
  ...oauthConfig,
  ...rateLimitingConfig,
  port: {
    env: 'PORT',
    schema: z.coerce.number().int().min(0).max(65_535).default(8002),
    description: 'Port of this process; set by start from QUARTET_PORT_BASE',
  },
});

export type SaasNestConfig = ConfigOf<typeof declaration>;

/** Conditions over several settings. */
export const rules: readonly ConfigRule<SaasNestConfig>[] = [
  requireHttpsInProduction,
  mailRule,
  ...oauthRules,
];

/** The address that people reach this service by. */
export function publicUrlOf(config: SaasNestConfig): string {
  return config.publicUrl ?? `http://${hostForPeople(config.host)}:${config.port}`;
}
