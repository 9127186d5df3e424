import { createAudit } from '@quartet/audit';
import { authMails, authSettings, createAuth, createOAuth, providersOf } from '@quartet/auth';
import { authLandingPages } from '@quartet/auth/fastify';
import { AuthModule, OAuthModule } from '@quartet/auth/nest';
import { billingMails } from '@quartet/billing';
import { createServer, type Server } from '@quartet/http-fastify';
import { createNestServer } from '@quartet/http-nest';
import { createMail } from '@quartet/mail';
import { mailboxRoutes } from '@quartet/mail/fastify';
import type { Secret } from '@quartet/platform/config';
import { createDevelopmentMailbox, createSmtpTransport } from '@quartet/platform/mail';
import type { Runtime } from '@quartet/platform/service';
import { createLoginThrottle, createRateLimiting } from '@quartet/rate-limiting';
import { limitRoutes } from '@quartet/rate-limiting/fastify';
import { createTeams, teamMails } from '@quartet/teams';
import { teamLandingPages } from '@quartet/teams/fastify';
import { TeamsModule } from '@quartet/teams/nest';
import { createUsers } from '@quartet/users';
import { UsersModule } from '@quartet/users/nest';
// <<<inject:imports>>>
import { publicUrlOf, type SaasNestConfig } from './config.ts';

export const service = { name: 'saas-nest', title: 'Quartet API in NestJS', version: '0.1.0' };

/** Builds the same product API in NestJS; nothing is listened to or run until the caller does so. */
export async function buildApp(runtime: Runtime, config: SaasNestConfig): Promise<Server> {
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
    // Also those that only other services enqueue: whoever works on the queue may get any mail of it.
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
  // <<<inject:modules>>>

  limitRoutes(server, { rateLimiting });
  if (config.environment !== 'production') {
    mailboxRoutes(server, { mailbox, publicUrl });
    authLandingPages(server);
    teamLandingPages(server);
  }
  const modules = [
    AuthModule.forRoot({ auth }),
    OAuthModule.forRoot({ oauth, sessionCookie: auth.sessionCookie }),
    UsersModule.forRoot({ users }),
    TeamsModule.forRoot({ teams }),
    // <<<inject:routes>>>
  ];

  jobs.schedule('idempotency.delete_expired', '7 * * * *', runtime.idempotency.deleteExpired);
  return createNestServer(server, { log, modules });
}

/** Kept open while jobs may still send. */
function openSmtp(runtime: Runtime, url: Secret, from: string) {
  const transport = createSmtpTransport({ url: url.reveal(), from });
  runtime.onClose(transport.close);
  return transport;
}
