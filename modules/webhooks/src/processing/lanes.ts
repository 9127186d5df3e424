import { setTimeout as sleep } from 'node:timers/promises';

/** A number of lanes, which may change; whoever finds none free waits in line. */
export interface Lanes {
  /** Starts the work once a lane is free; resolves when it has started. */
  enter(work: () => Promise<void>): Promise<void>;
  /** Resolves when all lanes are free. */
  drain(): Promise<void>;
}

/** How soon those in line notice that there are more lanes. */
const RECOUNT_MS = 50;

export function createLanes(count: () => number): Lanes {
  const running = new Set<Promise<void>>();
  return {
    async enter(work) {
      while (running.size >= count()) await Promise.race([...running, sleep(RECOUNT_MS)]);
      const run = work().finally(() => running.delete(run));
      running.add(run);
    },
    drain: async () => void (await Promise.all(running)),
  };
}
