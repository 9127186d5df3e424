import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import pg from 'pg';
import { announceReady, peerSettings } from './peer-process.ts';

// better-auth as its documentation sets it up on PostgreSQL, in the fastest way that still notices a revoked
// session: without its cookie cache, rate limit, telemetry and log. Its joins stay off, which was faster.
const { port, databaseUrl, poolSize } = peerSettings(process.env);
const auth = betterAuth({
  baseURL: `http://127.0.0.1:${port}`,
  secret: 'only the benchmark knows this secret',
  database: new pg.Pool({ connectionString: databaseUrl, max: poolSize }),
  emailAndPassword: { enabled: true },
  session: { cookieCache: { enabled: false } },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
});
const { runMigrations } = await getMigrations(auth.options);
await runMigrations();

createServer(toNodeHandler(auth)).listen(port, '127.0.0.1', announceReady);
