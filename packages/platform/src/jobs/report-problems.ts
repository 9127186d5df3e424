import type { PgBoss } from 'pg-boss';
import type { Clock } from '../clock/index.ts';
import type { Log } from '../log/index.ts';

/** While the database is away every poll fails; a line in this time is enough for each kind of error. */
const QUIET_MS = 10_000;

/**
 * Logs what goes wrong between jobs. pg-boss tries again by itself; an error event that nobody listens to
 * would end the process.
 */
export function reportProblems(boss: PgBoss, log: Log, clock: Clock): void {
  const reportedAt = new Map<string, number>();
  boss.on('error', (error) => {
    const kind = kindOf(error);
    const now = clock.now().getTime();
    if (now - (reportedAt.get(kind) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    reportedAt.set(kind, now);
    log.warn({ err: error }, 'The job queue met an error; it goes on.');
  });
  boss.on('warning', (warning) => log.warn({ details: warning.data }, warning.message));
}

function kindOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}
