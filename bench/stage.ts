import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataFolder } from '@quartet/platform/data-folder';
import { freePort, startEmbeddedPostgres } from '@quartet/platform/embedded-postgres';
import { migrate } from '@quartet/platform/migrate';
import { startSmtpServer } from '@quartet/testing/smtp';
import pg from 'pg';
import { type ServerProcess, startServer } from './server-process.ts';

/** Connections to PostgreSQL of each server: the default of a service. */
const POOL_SIZE = '20';

/** What is compared, each a process of its own on one PostgreSQL. */
export interface Stage {
  saasApi: ServerProcess;
  betterAuth: ServerProcess;
  bareRoute: ServerProcess;
}

/** Starts a PostgreSQL on a folder of its own, with the durable settings of development, and the servers on it. */
export async function openStage(resources: AsyncDisposableStack): Promise<Stage> {
  const folder = resources.adopt(await mkdtemp(join(tmpdir(), 'quartet-bench-')), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const databases = await openDatabases(folder, resources);
  const smtp = resources.adopt(await startSmtpServer(), (server) => server.close());
  const start = async (name: string, entry: string, env: Record<string, string>) => {
    const settings = { NODE_ENV: 'production', DATABASE_POOL_SIZE: POOL_SIZE, ...env };
    return resources.use(await startServer(entry, { env: settings, logFile: join(folder, `${name}.log`) }));
  };
  return {
    saasApi: await start('saas-api', 'services/saas-api/src/main.ts', {
      ...productionSettings(smtp.url),
      DATABASE_URL: databases.quartet,
    }),
    bareRoute: await start('bare-route', 'bench/peers/bare-route.ts', { DATABASE_URL: databases.quartet }),
    betterAuth: await start('better-auth', 'bench/peers/better-auth.ts', {
      DATABASE_URL: databases.betterAuth,
    }),
  };
}

/** Everything at its default, so also one line of log a request; but all load comes from one address. */
function productionSettings(smtpUrl: string): Record<string, string> {
  return {
    PUBLIC_URL: 'https://api.example.com',
    DATA_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    SMTP_URL: smtpUrl,
    MAIL_FROM: 'no-reply@example.com',
    RATE_LIMIT_FACTOR: '1000000',
  };
}

async function openDatabases(
  folder: string,
  resources: AsyncDisposableStack,
): Promise<{ quartet: string; betterAuth: string }> {
  const dataFolder = resources.adopt(await lockDataFolder(join(folder, 'data')), (lock) => lock.release());
  const password = randomBytes(24).toString('base64url');
  const postgres = resources.adopt(
    await startEmbeddedPostgres({
      dataFolder,
      port: await freePort(),
      secrets: { superuserPassword: password, ownerPassword: password, servicePassword: password },
      log: () => undefined,
    }),
    (server) => server.stop(),
  );
  await migrate({ url: postgres.ownerUrl });
  await createDatabase(postgres.superuserUrl, 'better_auth');
  const betterAuth = new URL(postgres.ownerUrl);
  betterAuth.pathname = '/better_auth';
  return { quartet: postgres.serviceUrl, betterAuth: betterAuth.href };
}

async function createDatabase(superuserUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(`create database ${name} owner quartet_owner`);
  await client.end();
}
