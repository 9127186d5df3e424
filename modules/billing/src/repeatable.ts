import type { Database } from '@quartet/platform/database';

/**
 * Runs work that may be done again, such as what comes before the provider is asked. What it commits does not
 * count as the work of a request with an `Idempotency-Key`, so that the request can be repeated after a refusal.
 */
export function repeatable<Result>(
  db: Pick<Database, 'accompanied'>,
  work: () => Promise<Result>,
): Promise<Result> {
  return db.accompanied(() => Promise.resolve(), work);
}
