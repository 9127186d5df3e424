import { commonErrors } from '@quartet/platform/errors';
import pLimit from 'p-limit';

/** Hashes that may wait for each one that runs: about a second of work, at 15 ms a hash. */
const WAITING_PER_SLOT = 64;

/** Runs work when a slot is free. @throws `unavailable`, to be tried again in a second, when too much is waiting */
export type HashingSlots = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * At most `size` hashes at once, and a bounded queue behind them: more at once would only be slower and take
 * 19 MiB each, and an unbounded queue would turn a flood into answers that nobody waits for any more.
 */
export function createHashingSlots(size: number): HashingSlots {
  const limit = pLimit(size);
  const capacity = size * (1 + WAITING_PER_SLOT);
  return async (work) => {
    if (limit.activeCount + limit.pendingCount >= capacity)
      throw commonErrors.unavailable({ retryAfterSeconds: 1 });
    return limit(work);
  };
}
