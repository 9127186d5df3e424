import { createAudit } from '@quartet/audit';
import { authSettings, createAuth, createOAuth, providersOf } from '@quartet/auth';
import { authRoutes, oauthRoutes } from '@quartet/auth/fastify';
import { createBilling } from '@quartet/billing';
import { billingRoutes } from '@quartet/billing/fastify';
import { createServer, type Server } from '@quartet/http-fastify';
import { createMail } from '@quartet/mail';
import { landingPages, mailboxRoutes } from '@quartet/mail/fastify';
import { createDevelopmentMailbox, createSmtpTransport } from '@quartet/platform/mail';
import type { Runtime } from '@quartet/platform/service';
import { createLoginThrottle, createRateLimiting } from '@quartet/rate-limiting';
import { rateLimitingRoutes } from '@quartet/rate-limiting/fastify';
import { createTeams } from '@quartet/teams';
import { teamsRoutes } from '@quartet/teams/fastify';
import { createUsers } from '@quartet/users';
import { usersRoutes } from '@quartet/users/fastify';
// <<<inject:imports>>>
import { publicUrlOf, type SaasApiConfig } from './config.ts';

export const service = { name: 'saas-api', title: 'Quartet API', version: '0.1.0' };

/** Builds the product API; nothing is listened to or run until the caller does so. */
export async function buildApp(runtime: Runtime, config: SaasApiConfig): Promise<Server> {
  const { clock, db, jobs, limiter, log, sealer } = runtime;
  const publicUrl = publicUrlOf(config);
  const appUrl = config.appUrl ?? publicUrl;
  const server = await createServer({
    service,
    log,
    trustedProxies: config.trustedProxies,
    allowedOrigins: [new URL(publicUrl).origin, new URL(appUrl).origin, ...config.corsOrigins],
    readiness: { database: db.ping },
    metrics: runtime.metrics,
    idempotency: runtime.idempotency,
    reportError: runtime.errorReporter.report,
  });

  const mailbox = createDevelopmentMailbox({ db, from: config.mailFrom });
  const transport = config.smtpUrl
    ? createSmtpTransport({ url: config.smtpUrl.reveal(), from: config.mailFrom })
    : mailbox;
  const audit = createAudit({ clock });
  const mail = createMail({ db, jobs, sealer, clock, transport, log, appUrl, productName: 'Quartet' });
  const rateLimiting = createRateLimiting({ limiter, factor: config.rateLimitFactor });
  const throttle = createLoginThrottle({ limiter });
  const auth = createAuth({
    db,
    clock,
    sealer,
    mail,
    audit,
    throttle,
    log,
    config: authSettings(config, publicUrl),
  });
  const oauth = createOAuth({
    db,
    clock,
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
  const billing = createBilling({ db });
  // <<<inject:modules>>>

  rateLimitingRoutes(server, { rateLimiting });
  authRoutes(server, { auth });
  oauthRoutes(server, { oauth, sessionCookie: auth.sessionCookie });
  usersRoutes(server, { users });
  teamsRoutes(server, { teams });
  billingRoutes(server, { billing });
  if (config.environment !== 'production') {
    mailboxRoutes(server, { mailbox });
    landingPages(server);
  }
  // <<<inject:routes>>>

  jobs.schedule('idempotency.delete_expired', '7 * * * *', runtime.idempotency.deleteExpired);
  jobs.schedule('auth.delete_expired', '17 * * * *', auth.deleteExpired);
  jobs.schedule('auth.delete_expired_flows', '37 * * * *', oauth.deleteExpiredFlows);
  jobs.schedule('auth.rotate_signing_keys', '27 * * * *', auth.keepSigningKeysRotated);
  return server;
}
