import { createServer, type Server } from '@quartet/http-fastify';
import type { Runtime } from '@quartet/platform/service';
import { createRateLimiting } from '@quartet/rate-limiting';
import { limitRoutes } from '@quartet/rate-limiting/fastify';
import {
  createOperatorGuard,
  createWebhooks,
  ignoreEverything,
  secretsOf,
  standardWebhooksProvider,
  stripeProvider,
  type Webhooks,
  webhookSettings,
} from '@quartet/webhooks';
import { webhooksRoutes } from '@quartet/webhooks/fastify';
// <<<inject:imports>>>
import type { SaasWebhooksConfig } from './config.ts';

export const service = { name: 'saas-webhooks', title: 'Quartet webhooks', version: '0.1.0' };

/** The service, and what its process starts and stops beside it. */
export interface SaasWebhooks {
  server: Server;
  webhooks: Webhooks;
}

/** Builds the inbox of events; nothing is listened to or run until the caller does so. */
export async function buildWebhooks(runtime: Runtime, config: SaasWebhooksConfig): Promise<SaasWebhooks> {
  const { clock, db, jobs, limiter, log } = runtime;
  const server = await createServer({
    service,
    log,
    trustedProxies: config.trustedProxies,
    allowedOrigins: config.corsOrigins,
    readiness: { database: db.ping },
    metrics: runtime.metrics,
    idempotency: runtime.idempotency,
    reportError: runtime.errorReporter.report,
  });

  const rateLimiting = createRateLimiting({ limiter, factor: config.rateLimitFactor });
  const authenticateOperator = createOperatorGuard({
    tokens: secretsOf(config.operatorTokens),
    trustsLocalCallers: config.environment === 'development',
  });
  const webhooks = createWebhooks({
    db,
    clock,
    log,
    registry: runtime.metrics.registry,
    providers: [
      stripeProvider({ secrets: secretsOf(config.stripeWebhookSecrets) }),
      standardWebhooksProvider({ secrets: secretsOf(config.standardWebhooksSecrets) }),
    ],
    projector: ignoreEverything,
    settings: webhookSettings(config),
    random: Math.random,
  });
  // <<<inject:modules>>>

  limitRoutes(server, { rateLimiting });
  webhooksRoutes(server, { webhooks, authenticateOperator });
  // <<<inject:routes>>>

  jobs.schedule('webhooks.create_partitions', '13 2 * * *', webhooks.createPartitions);
  jobs.schedule(
    'webhooks.delete_old_partitions',
    '43 2 * * *',
    async () => void (await webhooks.deleteOldPartitions()),
  );
  return { server, webhooks };
}

/** The HTTP side alone, as tests take it. */
export async function buildApp(runtime: Runtime, config: SaasWebhooksConfig): Promise<Server> {
  return (await buildWebhooks(runtime, config)).server;
}
