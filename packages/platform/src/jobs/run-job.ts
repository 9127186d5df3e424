import type { JobResult, JobWithMetadata } from 'pg-boss';
import type { Log } from '../log/index.ts';
import type { JobHandler, JobPayload, JobRun } from './job.ts';

/**
 * One attempt. The failure is logged whole, but of it the job keeps only the kind: messages of errors may
 * quote what they failed on, and the job's row is not a place for that.
 */
export async function runJob(
  job: JobWithMetadata<JobPayload | null>,
  handler: JobHandler,
  log: Log,
): Promise<JobResult> {
  const run: JobRun = {
    attempt: job.retryCount + 1,
    isLastAttempt: job.retryCount >= job.retryLimit,
    signal: job.signal,
  };
  try {
    await handler(job.data ?? {}, run);
    return { id: job.id, status: 'completed' };
  } catch (error) {
    logFailure(log.child({ job: job.name, job_id: job.id, attempt: run.attempt }), error, run);
    return { id: job.id, status: 'failed', output: kindOf(error) };
  }
}

function logFailure(log: Log, error: unknown, run: JobRun): void {
  if (run.isLastAttempt) log.error({ err: error }, 'A job failed for the last time.');
  else log.warn({ err: error }, 'A job failed; it will be tried again.');
}

function kindOf(error: unknown): { error: string; code?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  return 'code' in error ? { error: error.name, code: String(error.code) } : { error: error.name };
}
