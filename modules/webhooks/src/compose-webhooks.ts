import type { ConfigOf, platformConfig } from '@quartet/platform/config';
import type { Runtime } from '@quartet/platform/service';
import { secretsOf, webhookSettings, type webhooksConfig } from './config.ts';
import { createWebhooks, type Webhooks } from './create-webhooks.ts';
import { standardWebhooksProvider } from './providers/standard-webhooks.ts';
import { stripeProvider } from './providers/stripe.ts';

type Settings = ConfigOf<typeof webhooksConfig & typeof platformConfig>;

/** The inbox of a service: its providers by the settings, and the jobs that keep its log. */
export function composeWebhooks({ db, clock, log, jobs, metrics }: Runtime, config: Settings): Webhooks {
  const webhooks = createWebhooks({
    db,
    clock,
    log,
    registry: metrics.registry,
    providers: [
      stripeProvider({ secrets: secretsOf(config.stripeWebhookSecrets) }),
      standardWebhooksProvider({ secrets: secretsOf(config.standardWebhooksSecrets) }),
    ],
    settings: webhookSettings(config),
    random: Math.random,
  });
  jobs.schedule('webhooks.create_partitions', '13 2 * * *', webhooks.createPartitions);
  jobs.schedule(
    'webhooks.delete_old_partitions',
    '43 2 * * *',
    async () => void (await webhooks.deleteOldPartitions()),
  );
  return webhooks;
}
