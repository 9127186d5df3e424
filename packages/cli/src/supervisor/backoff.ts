export interface BackoffPolicy {
  firstDelayMs: number;
  maxDelayMs: number;
  /** A run that was ready this long counts as healthy: the delays begin anew after it. */
  healthyAfterMs: number;
}

/** How services and the embedded PostgreSQL come back after a crash: at once, then slower and slower. */
export const RESTART_POLICY: BackoffPolicy = {
  firstDelayMs: 250,
  maxDelayMs: 10_000,
  healthyAfterMs: 30_000,
};

/** Delays that double from one failure in a row to the next. */
export function createBackoff({ firstDelayMs, maxDelayMs, healthyAfterMs }: BackoffPolicy) {
  let failuresInARow = 0;
  return {
    /** @param ranForMs how long the run that just ended had been ready. */
    nextDelayMs(ranForMs: number): number {
      if (ranForMs >= healthyAfterMs) failuresInARow = 0;
      const delay = Math.min(firstDelayMs * 2 ** failuresInARow, maxDelayMs);
      failuresInARow += 1;
      return delay;
    },
    reset(): void {
      failuresInARow = 0;
    },
  };
}
