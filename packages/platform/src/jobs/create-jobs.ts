import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import { type Clock, systemClock } from '../clock/index.ts';
import { SERVICE_ROLE } from '../database/index.ts';
import type { Log } from '../log/index.ts';
import { JOBS_SCHEMA } from './install-jobs.ts';
import type { JobHandler, JobOptions, JobPayload, Jobs } from './job.ts';
import { reportProblems } from './report-problems.ts';
import { runJob } from './run-job.ts';

interface CreateJobsOptions {
  /** The services' connection; the tables are there already ({@link installJobs}). */
  url: string;
  log: Log;
  clock?: Clock;
}

/**
 * Background jobs on pg-boss. It polls, and is not notified: a NOTIFY within the transaction that enqueues
 * would put all commits of the database in one line.
 */
export function createJobs({ url, log, clock = systemClock }: CreateJobsOptions): Jobs {
  const boss = connect(url);
  reportProblems(boss, log, clock);
  const defined: DefinedJob[] = [];
  return {
    define: (name, handler, options) => void defined.push({ name, handler, options, ...ENQUEUED }),
    schedule: (name, cron, handler) =>
      void defined.push({ name, handler, options: SCHEDULED_OPTIONS, ...SCHEDULED, cron }),
    enqueue: async (executor, name, payload) => {
      await boss.send(name, payload, { db: fromDrizzle(executor, sql) });
    },
    start: async () => {
      await boss.start();
      for (const job of defined) await startJob(boss, job, log);
    },
    stop: () => boss.stop({ timeout: STOP_TIMEOUT_MS }),
  };
}

/** The whole process has five seconds to stop. */
const STOP_TIMEOUT_MS = 3_000;
/** Fetching, settling and maintenance are short statements that take turns. */
const POOL_SIZE = 4;

function connect(url: string): PgBoss {
  return new PgBoss({
    connectionString: url,
    application_name: 'quartet-jobs',
    options: `-c role=${SERVICE_ROLE}`,
    max: POOL_SIZE,
    schema: JOBS_SCHEMA,
    createSchema: false,
    migrate: false,
    reindex: false, // only an owner can
    registerInstance: false,
    cronWorkerIntervalSeconds: SCHEDULED.pollSeconds,
    openTelemetry: { propagateContext: true, propagator: new W3CTraceContextPropagator() },
  });
}

interface DefinedJob {
  name: string;
  handler: JobHandler;
  options: JobOptions;
  policy: 'standard' | 'exclusive';
  pollSeconds: number;
  cron?: string;
}

/** A person may be waiting for it. */
const ENQUEUED = { policy: 'standard', pollSeconds: 0.5 } as const;
/** Nobody waits for it, and there is no use in a second one while one waits or runs. */
const SCHEDULED = { policy: 'exclusive', pollSeconds: 2 } as const;

const SCHEDULED_OPTIONS: JobOptions = {
  concurrency: 1,
  retryLimit: 3,
  retryDelaySeconds: 5,
  retryDelayMaxSeconds: 60,
  timeoutSeconds: 300,
};

/** Another copy may be doing the same at this moment: both leave the queue as this version wants it. */
async function startJob(boss: PgBoss, { handler, ...job }: DefinedJob, log: Log): Promise<void> {
  const settings = {
    retryLimit: job.options.retryLimit,
    retryBackoff: true,
    retryDelay: job.options.retryDelaySeconds,
    retryDelayMax: job.options.retryDelayMaxSeconds,
    expireInSeconds: job.options.timeoutSeconds,
  };
  await boss.createQueue(job.name, { ...settings, policy: job.policy });
  await boss.updateQueue(job.name, settings);
  if (job.cron !== undefined) await boss.schedule(job.name, job.cron, null, { missed: 'once' });
  const polling = {
    pollingIntervalSeconds: job.pollSeconds,
    // One poll fetches all that may run at once, and a full one is followed without a wait. A poll for
    // each job would make idle processes busier, and each would do no more than two jobs a second.
    batchSize: job.options.concurrency,
    burstWhenBatchFull: true,
    includeMetadata: true,
    perJobResults: true,
  } as const;
  await boss.work<JobPayload | null, unknown, typeof polling>(job.name, polling, (batch) =>
    Promise.all(batch.map((each) => runJob(each, handler, log))),
  );
}
