/** A fixed number of lanes; whoever finds none free waits in line. */
export interface Lanes {
  /** Starts the work once a lane is free; resolves when it has started. */
  enter(work: () => Promise<void>): Promise<void>;
  /** Resolves when all lanes are free. */
  drain(): Promise<void>;
}

export function createLanes(count: number): Lanes {
  const running = new Set<Promise<void>>();
  return {
    async enter(work) {
      while (running.size >= count) await Promise.race(running);
      const run = work().finally(() => running.delete(run));
      running.add(run);
    },
    drain: async () => void (await Promise.all(running)),
  };
}
