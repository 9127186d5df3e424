import { setTimeout as sleep } from 'node:timers/promises';
import { createRateLimiter } from '@quartet/platform/rate-limiter';

/** How many requests this process may make of its provider for the sake of knowing. */
export interface ReadBudget {
  /** Takes a request, if one is left in this second. */
  tryTake(): Promise<boolean>;
  /** Waits for the turn of background work, which may have half of the budget. It takes no request by itself. */
  waitForTurn(signal?: AbortSignal): Promise<void>;
  /** Takes a request for background work, when it is its turn and one is left. */
  takeInTurn(signal?: AbortSignal): Promise<void>;
  /** Turns of background work in a second. */
  readonly turnsPerSecond: number;
}

const PAUSE_MS = 50;

/** A budget of so many requests a second. */
export function createReadBudget({ perSecond }: { perSecond: number }): ReadBudget {
  const limiter = createRateLimiter();
  const turnsPerSecond = Math.ceil(perSecond / 2);
  const tryTake = () => isAllowed('reads', perSecond);
  const tryTurn = () => isAllowed('turns', turnsPerSecond);

  return {
    turnsPerSecond,
    tryTake,
    waitForTurn: (signal) => until(tryTurn, signal),
    async takeInTurn(signal) {
      await until(tryTurn, signal);
      await until(tryTake, signal);
    },
  };

  async function isAllowed(name: string, points: number): Promise<boolean> {
    const { allowed } = await limiter.consume({ name, key: 'provider', points, windowSeconds: 1 });
    return allowed;
  }
}

async function until(attempt: () => Promise<boolean>, signal: AbortSignal | undefined): Promise<void> {
  while (!(await attempt())) await sleep(PAUSE_MS, undefined, { signal });
}
