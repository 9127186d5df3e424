import {
  type billingMails,
  createBillingProjector,
  createHealing,
  createObserver,
  createProviderReads,
  createReconciliation,
  noticeSenders,
} from '@quartet/billing';
import { reconciliationRoutes } from '@quartet/billing/fastify';
import { createStripeGateway } from '@quartet/billing/gateway';
import { createServer, type Server } from '@quartet/http-fastify';
import { createOutbox } from '@quartet/mail';
import type { Runtime } from '@quartet/platform/service';
import { createRateLimiting } from '@quartet/rate-limiting';
import { limitRoutes } from '@quartet/rate-limiting/fastify';
import {
  createEffects,
  createOperatorGuard,
  createWebhooks,
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
  const { clock, db, jobs, limiter, log, sealer } = runtime;
  const { registry } = runtime.metrics;
  const server = await createServer({
    service,
    log,
    trustedProxies: config.trustedProxies,
    allowedOrigins: config.corsOrigins,
    readiness: { database: db.ping },
    metrics: runtime.metrics,
    idempotency: runtime.idempotency,
    reportError: runtime.errorReporter.report,
    maxEventLoopDelayMs: config.maxEventLoopDelayMs,
  });

  const rateLimiting = createRateLimiting({ limiter, factor: config.rateLimitFactor });
  const authenticateOperator = createOperatorGuard({
    tokens: secretsOf(config.operatorTokens),
    trustsLocalCallers: config.environment === 'development',
  });
  const gateway = createStripeGateway({
    secretKey: config.stripeSecretKey?.reveal(),
    apiUrl: config.stripeApiUrl,
  });
  const reads = createProviderReads({ clock, log, registry, perSecond: config.stripeReadsPerSecond });
  const projector = createBillingProjector({
    clock,
    livemode: gateway.livemode,
    graceDays: config.billingGraceDays,
    effects: createEffects({ clock }),
    ...(config.stripeSecretKey !== undefined && { observe: createObserver({ gateway, reads, clock }) }),
  });
  // Mails are sent by the service that has the templates of all modules.
  const mail = createOutbox<typeof billingMails>({ jobs, sealer, clock });
  const webhooks = createWebhooks({
    db,
    clock,
    log,
    registry,
    providers: [
      stripeProvider({ secrets: secretsOf(config.stripeWebhookSecrets) }),
      standardWebhooksProvider({ secrets: secretsOf(config.standardWebhooksSecrets) }),
    ],
    projector,
    senders: noticeSenders({ mail }),
    settings: webhookSettings(config),
    random: Math.random,
  });
  const heal = createHealing({ db, gateway, reads, webhooks });
  const reconciliation = createReconciliation({
    db,
    clock,
    log,
    gateway,
    reads,
    webhooks,
    settings: { graceDays: config.billingGraceDays },
    enqueue: (tx) => jobs.enqueue(tx, 'billing.continue_reconciliation', {}),
  });
  // <<<inject:modules>>>

  limitRoutes(server, { rateLimiting });
  webhooksRoutes(server, { webhooks, authenticateOperator });
  reconciliationRoutes(server, {
    reconciliation: config.stripeSecretKey === undefined ? undefined : reconciliation,
  });
  // <<<inject:routes>>>

  jobs.schedule('webhooks.create_partitions', '13 2 * * *', webhooks.createPartitions);
  jobs.schedule(
    'webhooks.delete_old_partitions',
    '43 2 * * *',
    async () => void (await webhooks.deleteOldPartitions()),
  );
  if (config.stripeSecretKey !== undefined) {
    jobs.schedule('billing.heal', '* * * * *', (_payload, { signal }) => heal(signal));
    jobs.schedule('billing.continue_reconciliation', '* * * * *', (_payload, { signal }) =>
      reconciliation.continue(signal),
    );
    jobs.schedule('billing.reconcile_hourly', '7 * * * *', reconciliation.beginHourly);
    jobs.schedule('billing.reconcile_nightly', '22 3 * * *', reconciliation.beginNightly);
  }
  return { server, webhooks };
}

/** The HTTP side alone, as tests take it. */
export async function buildApp(runtime: Runtime, config: SaasWebhooksConfig): Promise<Server> {
  return (await buildWebhooks(runtime, config)).server;
}
