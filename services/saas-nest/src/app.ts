import { createAudit } from '@quartet/audit';
import { authMails, authSettings, createAuth, createOAuth, providersOf } from '@quartet/auth';
import { authLandingPages } from '@quartet/auth/fastify';
import { AuthModule, OAuthModule } from '@quartet/auth/nest';
import { createServer, optionsFrom, type Server } from '@quartet/http-fastify';
import { createNestServer } from '@quartet/http-nest';
import { createMail } from '@quartet/mail';
import { mailboxRoutes } from '@quartet/mail/fastify';
import { publicUrlOf } from '@quartet/platform/config';
import { createDevelopmentMailbox, mailTransportOf } from '@quartet/platform/mail';
import type { Runtime } from '@quartet/platform/service';
import { createLoginThrottle, createRateLimiting } from '@quartet/rate-limiting';
import { limitRoutes } from '@quartet/rate-limiting/fastify';
import { createTeams, teamMails } from '@quartet/teams';
import { teamLandingPages } from '@quartet/teams/fastify';
import { TeamsModule } from '@quartet/teams/nest';
import { createUsers } from '@quartet/users';
import { UsersModule } from '@quartet/users/nest';
// <<<inject:imports>>>
import type { Config } from './config.ts';

export const service = { name: 'saas-nest', title: 'Quartet API in NestJS', version: '0.1.0' };

/** Builds the service; nothing is listened to or run until the caller does so. */
export async function buildApp(runtime: Runtime, config: Config): Promise<Server> {
  const publicUrl = publicUrlOf(config);
  const appUrl = config.appUrl ?? publicUrl;
  const server = await createServer({ service, ...optionsFrom(runtime, config, { publicUrl, appUrl }) });

  const audit = createAudit(runtime);
  const mailbox = createDevelopmentMailbox({ ...runtime, from: config.mailFrom });
  const transport = mailTransportOf({ ...runtime, config, mailbox });
  const mail = createMail({ ...runtime, transport, appUrl, productName: 'Quartet' });
  if (config.environment !== 'production') mailboxRoutes(server, { mailbox, publicUrl });
  const rateLimiting = createRateLimiting({ ...runtime, factor: config.rateLimitFactor });
  limitRoutes(server, { rateLimiting });
  const auth = createAuth({
    ...runtime,
    audit,
    mail: mail.outbox('auth', authMails),
    throttle: createLoginThrottle(runtime),
    config: authSettings(config, publicUrl),
  });
  if (config.environment !== 'production') authLandingPages(server);
  const oauth = createOAuth({
    ...runtime,
    audit,
    startSession: auth.startSession,
    providers: providersOf(config),
    publicUrl,
    appUrl,
  });
  const teams = createTeams({ ...runtime, audit, mail: mail.outbox('teams', teamMails) });
  if (config.environment !== 'production') teamLandingPages(server);
  const users = createUsers(runtime);
  // <<<inject:modules>>>

  runtime.jobs.schedule('idempotency.delete_expired', '7 * * * *', runtime.idempotency.deleteExpired);
  return createNestServer(server, {
    log: runtime.log,
    modules: [
      AuthModule.forRoot({ auth }),
      OAuthModule.forRoot({ oauth, sessionCookie: auth.sessionCookie }),
      TeamsModule.forRoot({ teams }),
      UsersModule.forRoot({ users }),
      // <<<inject:routes>>>
    ],
  });
}
