import { billingMails, composeBillingEvents } from '@quartet/billing';
import { reconciliationRoutes } from '@quartet/billing/fastify';
import { createServer, optionsFrom, type Server } from '@quartet/http-fastify';
import { createMail } from '@quartet/mail';
import { mailboxRoutes } from '@quartet/mail/fastify';
import { publicUrlOf } from '@quartet/platform/config';
import { createDevelopmentMailbox, mailTransportOf } from '@quartet/platform/mail';
import type { Runtime } from '@quartet/platform/service';
import { createRateLimiting } from '@quartet/rate-limiting';
import { limitRoutes } from '@quartet/rate-limiting/fastify';
import { composeWebhooks, operatorGuardOf } from '@quartet/webhooks';
import { runWorkers, webhooksRoutes } from '@quartet/webhooks/fastify';
// <<<inject:imports>>>
import type { Config } from './config.ts';

export const service = { name: 'saas-webhooks', title: 'Quartet webhooks', version: '0.1.0' };

/** Builds the service; nothing is listened to or run until the caller does so. */
export async function buildApp(runtime: Runtime, config: Config): Promise<Server> {
  const publicUrl = publicUrlOf(config);
  const appUrl = config.appUrl ?? publicUrl;
  const server = await createServer({ service, ...optionsFrom(runtime, config, { publicUrl, appUrl }) });

  const mailbox = createDevelopmentMailbox({ ...runtime, from: config.mailFrom });
  const transport = mailTransportOf({ ...runtime, config, mailbox });
  const mail = createMail({ ...runtime, transport, appUrl, productName: 'Quartet' });
  const rateLimiting = createRateLimiting({ ...runtime, factor: config.rateLimitFactor });
  const webhooks = composeWebhooks(runtime, config);
  const billingEvents = composeBillingEvents(runtime, config, {
    webhooks,
    mail: mail.outbox('billing', billingMails),
  });
  // <<<inject:modules>>>

  if (config.environment !== 'production') mailboxRoutes(server, { mailbox, publicUrl });
  limitRoutes(server, { rateLimiting });
  webhooksRoutes(server, { webhooks, authenticateOperator: operatorGuardOf(config) });
  runWorkers(server, { webhooks });
  reconciliationRoutes(server, billingEvents);
  // <<<inject:routes>>>

  runtime.jobs.schedule('idempotency.delete_expired', '7 * * * *', runtime.idempotency.deleteExpired);
  return server;
}
