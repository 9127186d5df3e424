import { createAudit } from '@quartet/audit';
import { authMails, authSettings, createAuth, createOAuth, providersOf } from '@quartet/auth';
import { authLandingPages, authRoutes, oauthRoutes } from '@quartet/auth/fastify';
import { composeBilling } from '@quartet/billing';
import { billingLandingPages, billingRoutes } from '@quartet/billing/fastify';
import { createServer, optionsFrom, type Server } from '@quartet/http-fastify';
import { createMail } from '@quartet/mail';
import { mailboxRoutes } from '@quartet/mail/fastify';
import { publicUrlOf } from '@quartet/platform/config';
import { createDevelopmentMailbox, mailTransportOf } from '@quartet/platform/mail';
import type { Runtime } from '@quartet/platform/service';
import { createLoginThrottle, createRateLimiting } from '@quartet/rate-limiting';
import { limitRoutes } from '@quartet/rate-limiting/fastify';
import { createTeams, teamMails } from '@quartet/teams';
import { teamLandingPages, teamsRoutes } from '@quartet/teams/fastify';
import { createUsers } from '@quartet/users';
import { usersRoutes } from '@quartet/users/fastify';
// <<<inject:imports>>>
import type { Config } from './config.ts';

export const service = { name: 'saas-api', title: 'Quartet API', version: '0.1.0' };

/** Builds the service; nothing is listened to or run until the caller does so. */
export async function buildApp(runtime: Runtime, config: Config): Promise<Server> {
  const publicUrl = publicUrlOf(config);
  const appUrl = config.appUrl ?? publicUrl;
  const server = await createServer({ service, ...optionsFrom(runtime, config, { publicUrl, appUrl }) });

  const audit = createAudit(runtime);
  const mailbox = createDevelopmentMailbox({ ...runtime, from: config.mailFrom });
  const transport = mailTransportOf({ ...runtime, config, mailbox });
  const mail = createMail({ ...runtime, transport, appUrl, productName: 'Quartet' });
  const rateLimiting = createRateLimiting({ ...runtime, factor: config.rateLimitFactor });
  const auth = createAuth({
    ...runtime,
    audit,
    mail: mail.outbox('auth', authMails),
    throttle: createLoginThrottle(runtime),
    config: authSettings(config, publicUrl),
  });
  const oauth = createOAuth({
    ...runtime,
    audit,
    startSession: auth.startSession,
    providers: providersOf(config),
    publicUrl,
    appUrl,
  });
  const teams = createTeams({ ...runtime, audit, mail: mail.outbox('teams', teamMails) });
  const billing = composeBilling(runtime, config, { audit, teams, appUrl });
  const users = createUsers(runtime);
  // <<<inject:modules>>>

  if (config.environment !== 'production') mailboxRoutes(server, { mailbox, publicUrl });
  limitRoutes(server, { rateLimiting });
  authRoutes(server, { auth });
  if (config.environment !== 'production') authLandingPages(server);
  oauthRoutes(server, { oauth, sessionCookie: auth.sessionCookie });
  teamsRoutes(server, { teams });
  if (config.environment !== 'production') teamLandingPages(server);
  billingRoutes(server, { billing });
  if (config.environment !== 'production') billingLandingPages(server);
  usersRoutes(server, { users });
  // <<<inject:routes>>>

  runtime.jobs.schedule('idempotency.delete_expired', '7 * * * *', runtime.idempotency.deleteExpired);
  return server;
}
