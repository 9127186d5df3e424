import { type Clock, systemClock } from '../clock/index.ts';
import type { ConfigOf, platformConfig } from '../config/index.ts';
import { createSealer, type Sealer } from '../crypto/index.ts';
import { createDatabase, type Database } from '../database/index.ts';
import { createIdempotencyStore, type IdempotencyStore } from '../idempotency/index.ts';
import { createJobs, type Jobs } from '../jobs/index.ts';
import { createLog, type Log } from '../log/index.ts';
import { createRateLimiter, type RateLimiter } from '../rate-limiter/index.ts';
import {
  createErrorReporter,
  createMetrics,
  type ErrorReporter,
  type Metrics,
  startTelemetry,
} from '../telemetry/index.ts';

/** What every service stands on, made from its configuration; modules take from it what they need. */
export interface Runtime {
  clock: Clock;
  log: Log;
  db: Database;
  jobs: Jobs;
  sealer: Sealer;
  limiter: RateLimiter;
  metrics: Metrics;
  idempotency: IdempotencyStore;
  errorReporter: ErrorReporter;
  /** Has something else released by `close`, before the runtime's own connections. */
  onClose(release: () => Promise<void>): void;
  /** Disconnects everything, in the reverse order; requests and jobs have to have ended. */
  close(): Promise<void>;
}

/** Connects lazily: nothing here waits for the database. */
export async function createRuntime(
  service: { name: string; version: string },
  config: ConfigOf<typeof platformConfig>,
  overrides: { clock?: Clock; log?: Log } = {},
): Promise<Runtime> {
  const clock = overrides.clock ?? systemClock;
  const log = overrides.log ?? createLog({ service: service.name, level: config.logLevel });
  const telemetry = await startTelemetry({
    serviceName: service.name,
    version: service.version,
    otlpEndpoint: config.otlpEndpoint,
    log,
  });
  const errorReporter = await createErrorReporter({
    dsn: config.sentryDsn?.reveal(),
    release: service.version,
    log,
  });
  const db = createDatabase({
    url: config.databaseUrl.reveal(),
    applicationName: service.name,
    poolSize: config.databasePoolSize,
    statementTimeoutMs: config.databaseStatementTimeoutMs,
    log,
  });
  const sealer = createSealer(Buffer.from(config.dataEncryptionKey.reveal(), 'base64'));
  const limiter = createRateLimiter({
    redis: config.redisUrl && (await openRedis(config.redisUrl.reveal(), log)),
  });
  const releases: (() => Promise<void>)[] = [];
  return {
    clock,
    log,
    db,
    jobs: createJobs({ url: config.databaseUrl.reveal(), log, clock }),
    sealer,
    limiter,
    metrics: createMetrics({ service: service.name }),
    idempotency: createIdempotencyStore({ db, clock, sealer }),
    errorReporter,
    onClose: (release) => void releases.push(release),
    async close() {
      for (const release of releases.reverse()) await release();
      await limiter.close();
      await db.close();
      await errorReporter.close();
      await telemetry.shutdown();
    },
  };
}

/** Loaded on demand, as all that not every installation uses: the client takes 27 MB. */
async function openRedis(url: string, log: Log) {
  const { connectRedis } = await import('../redis/index.ts');
  return connectRedis(url, log);
}
