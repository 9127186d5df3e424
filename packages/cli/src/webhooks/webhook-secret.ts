import { type Env, secretsForInspection } from '../settings.ts';
import { simulatorSecrets } from '../start/stripe-simulator.ts';

/** The secret that saas-webhooks verifies with: of STRIPE_WEBHOOK_SECRET, else the one of the data folder. */
export function webhookSecretOf(env: Env): string | undefined {
  const name = simulatorSecrets.webhookSecrets.env;
  const secrets = env[name]?.trim() || secretsForInspection(simulatorSecrets, env)[name];
  return secrets?.split(',')[0]?.trim();
}
