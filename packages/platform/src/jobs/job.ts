import type { Executor } from '../database/index.ts';

/** What a job is about: ids and plain facts. It stands in the database in clear, so never a secret. */
export type JobPayload = Readonly<Record<string, string | number | boolean | null>>;

/** One attempt at a job. */
export interface JobRun {
  /** Counts from 1. */
  readonly attempt: number;
  /** True when nothing will be tried again after this attempt. */
  readonly isLastAttempt: boolean;
  /** Aborts when the attempt has run out of time or the process stops. */
  readonly signal: AbortSignal;
}

/**
 * Does the job; throws to have it tried again. It may run more than once, since a process can die
 * between the work and the record of it, so its effect must be the same when repeated.
 */
export type JobHandler = (payload: JobPayload, run: JobRun) => Promise<void> | void;

export interface JobOptions {
  /** Jobs of this name that one process runs at once. */
  concurrency: number;
  /** Attempts after the first one. */
  retryLimit: number;
  /** Wait before the first retry; it doubles, with jitter, up to `retryDelayMaxSeconds`. */
  retryDelaySeconds: number;
  retryDelayMaxSeconds: number;
  /** An attempt that takes longer counts as failed. */
  timeoutSeconds: number;
}

/** Background work that survives a crash: rows in PostgreSQL, done by whichever copy is free. */
export interface Jobs {
  /** Names a kind of job and what does it. Before {@link Jobs.start}. */
  define(name: string, handler: JobHandler, options: JobOptions): void;
  /**
   * Runs `handler` once for each occurrence of `cron` (five fields, UTC), however many processes schedule
   * it. An occurrence that is still running or waiting leaves out the next one; of those that fell into an
   * outage, the last one is made up for. Before {@link Jobs.start}.
   */
  schedule(name: string, cron: string, handler: JobHandler): void;
  /**
   * Adds a job in the caller's own transaction: it runs after the commit, and never after a rollback.
   * After {@link Jobs.start}.
   */
  enqueue(executor: Executor, name: string, payload: JobPayload): Promise<void>;
  /** Connects and begins to work. @throws when the database is away or its job tables are of another version */
  start(): Promise<void>;
  /** Takes no new job, waits a bounded time for those that run, and leaves the others to be tried again. */
  stop(): Promise<void>;
}
