import { createAudit } from '@quartet/audit';
import { authMails, authSettings, createAuth, createOAuth, providersOf } from '@quartet/auth';
import { authLandingPages, authRoutes, oauthRoutes } from '@quartet/auth/fastify';
import {
  billingMails,
  createBilling,
  createBillingProjector,
  createObserver,
  createProviderReads,
  returnPagesAt,
} from '@quartet/billing';
import { billingLandingPages, billingRoutes } from '@quartet/billing/fastify';
import { type BillingGateway, createStripeGateway } from '@quartet/billing/gateway';
import { createServer, type Server } from '@quartet/http-fastify';
import { createMail } from '@quartet/mail';
import { mailboxRoutes } from '@quartet/mail/fastify';
import type { Secret } from '@quartet/platform/config';
import { createDevelopmentMailbox, createSmtpTransport } from '@quartet/platform/mail';
import type { Runtime } from '@quartet/platform/service';
import { createLoginThrottle, createRateLimiting } from '@quartet/rate-limiting';
import { limitRoutes } from '@quartet/rate-limiting/fastify';
import { createTeams, teamMails } from '@quartet/teams';
import { teamLandingPages, teamsRoutes } from '@quartet/teams/fastify';
import { createUsers } from '@quartet/users';
import { usersRoutes } from '@quartet/users/fastify';
import { createEffects, createWebhooks, webhookSettings } from '@quartet/webhooks';
// <<<inject:imports>>>
import { publicUrlOf, type SaasApiConfig } from './config.ts';

export const service = { name: 'saas-api', title: 'Quartet API', version: '0.1.0' };

/** Builds the product API; nothing is listened to or run until the caller does so. */
export async function buildApp(runtime: Runtime, config: SaasApiConfig): Promise<Server> {
  const { clock, db, jobs, limiter, log, sealer } = runtime;
  const publicUrl = publicUrlOf(config);
  const appUrl = config.appUrl ?? publicUrl;
  const authConfig = authSettings(config, publicUrl);
  const server = await createServer({
    service,
    log,
    sessionCookie: authConfig.sessionCookie.name,
    trustedProxies: config.trustedProxies,
    allowedOrigins: [new URL(publicUrl).origin, new URL(appUrl).origin, ...config.corsOrigins],
    readiness: { database: db.ping },
    metrics: runtime.metrics,
    idempotency: runtime.idempotency,
    reportError: runtime.errorReporter.report,
    maxEventLoopDelayMs: config.maxEventLoopDelayMs,
  });

  const mailbox = createDevelopmentMailbox({ db, from: config.mailFrom });
  const transport = config.smtpUrl ? openSmtp(runtime, config.smtpUrl, config.mailFrom) : mailbox;
  const audit = createAudit({ clock });
  const mail = createMail({
    db,
    jobs,
    sealer,
    clock,
    transport,
    log,
    templates: { ...authMails, ...teamMails, ...billingMails },
    appUrl,
    productName: 'Quartet',
  });
  const rateLimiting = createRateLimiting({ limiter, factor: config.rateLimitFactor });
  const throttle = createLoginThrottle({ limiter });
  const auth = createAuth({
    db,
    clock,
    jobs,
    sealer,
    mail,
    audit,
    throttle,
    log,
    config: authConfig,
  });
  const oauth = createOAuth({
    db,
    clock,
    jobs,
    sealer,
    audit,
    log,
    startSession: auth.startSession,
    providers: providersOf(config),
    publicUrl,
    appUrl,
  });
  const users = createUsers({ db, clock });
  const teams = createTeams({ db, clock, mail, audit });
  const gateway = createStripeGateway({
    secretKey: config.stripeSecretKey?.reveal(),
    apiUrl: config.stripeApiUrl,
  });
  if (config.environment === 'production' && !gateway.livemode)
    log.warn('STRIPE_SECRET_KEY is of test mode: nobody is charged.');
  const webhooks = lookAfterChanges(runtime, config, gateway);
  const billing = createBilling({
    db,
    clock,
    audit,
    log,
    teams,
    gateway,
    refresh: (objectKey) =>
      webhooks.refreshNow({ provider: 'stripe', account: '', livemode: gateway.livemode, objectKey }),
    pages: returnPagesAt(appUrl),
  });
  // <<<inject:modules>>>

  limitRoutes(server, { rateLimiting });
  authRoutes(server, { auth });
  oauthRoutes(server, { oauth, sessionCookie: auth.sessionCookie });
  usersRoutes(server, { users });
  teamsRoutes(server, { teams });
  billingRoutes(server, { billing });
  if (config.environment !== 'production') {
    mailboxRoutes(server, { mailbox, publicUrl });
    authLandingPages(server);
    teamLandingPages(server);
    billingLandingPages(server);
  }
  // <<<inject:routes>>>

  jobs.schedule('idempotency.delete_expired', '7 * * * *', runtime.idempotency.deleteExpired);
  return server;
}

/** The inbox without deliveries and workers: it brings the projection to what a change has just done. */
function lookAfterChanges(runtime: Runtime, config: SaasApiConfig, gateway: BillingGateway) {
  const { clock, db, log } = runtime;
  const { registry } = runtime.metrics;
  const reads = createProviderReads({ clock, log, registry, perSecond: config.stripeReadsPerSecond });
  return createWebhooks({
    db,
    clock,
    log,
    registry,
    providers: [],
    projector: createBillingProjector({
      clock,
      livemode: gateway.livemode,
      graceDays: config.billingGraceDays,
      effects: createEffects({ clock }),
      ...(config.stripeSecretKey !== undefined && { observe: createObserver({ gateway, reads, clock }) }),
    }),
    settings: webhookSettings(config),
    random: Math.random,
  });
}

/** Kept open while jobs may still send. */
function openSmtp(runtime: Runtime, url: Secret, from: string) {
  const transport = createSmtpTransport({ url: url.reveal(), from });
  runtime.onClose(transport.close);
  return transport;
}
