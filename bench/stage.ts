import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileNest } from '@quartet/cli/compile-nest';
import { readServices } from '@quartet/cli/workspace';
import { startSmtpServer } from '@quartet/testing/smtp';
import { openPostgres } from './postgres.ts';
import { ROOT, type ServerProcess, startServer } from './server-process.ts';

/** Connections to PostgreSQL of each server: the default of a service. */
const POOL_SIZE = '20';

/** What is compared, each a process of its own on one PostgreSQL. */
export interface Stage {
  saasApi: ServerProcess;
  saasNest: ServerProcess;
  betterAuth: ServerProcess;
  bareRoute: ServerProcess;
}

/** Starts a PostgreSQL on a folder of its own, with the durable settings of development, and the servers on it. */
export async function openStage(resources: AsyncDisposableStack): Promise<Stage> {
  const folder = await openFolder(resources);
  const postgres = await openPostgres(folder, resources);
  const smtp = resources.adopt(await startSmtpServer(), (server) => server.close());
  const start = async (name: string, entry: string, env: Record<string, string>) => {
    const settings = { NODE_ENV: 'production', DATABASE_POOL_SIZE: POOL_SIZE, ...env };
    return resources.use(await startServer(entry, { env: settings, logFile: join(folder, `${name}.log`) }));
  };
  const settings = { ...productionSettings(smtp.url), DATABASE_URL: postgres.serviceUrl };
  await compileNest(ROOT, readServices(ROOT));
  return {
    saasApi: await start('saas-api', 'services/saas-api/src/main.ts', settings),
    saasNest: await start('saas-nest', 'services/saas-nest/dist/main.js', settings),
    bareRoute: await start('bare-route', 'bench/peers/bare-route.ts', { DATABASE_URL: postgres.serviceUrl }),
    betterAuth: await start('better-auth', 'bench/peers/better-auth.ts', {
      DATABASE_URL: (await postgres.createDatabase('better_auth')).ownerUrl,
    }),
  };
}

/** A folder that goes when the run ends. */
export async function openFolder(resources: AsyncDisposableStack): Promise<string> {
  return resources.adopt(await mkdtemp(join(tmpdir(), 'quartet-bench-')), (path) =>
    rm(path, { recursive: true, force: true }),
  );
}

/** Everything at its default, so also one line of log a request; but all load comes from one address. */
function productionSettings(smtpUrl: string): Record<string, string> {
  return {
    PUBLIC_URL: 'https://api.example.com',
    DATA_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    SMTP_URL: smtpUrl,
    MAIL_FROM: 'no-reply@example.com',
    RATE_LIMIT_FACTOR: '1000000',
    // Nothing here is sold, but production does not start without a key.
    STRIPE_SECRET_KEY: 'sk_test_bench',
  };
}
