import { setTimeout as sleep } from 'node:timers/promises';

export interface Loop {
  /** Runs a pause that is under way to its end at once. */
  wake(): void;
  /** Resolves after the round that runs now. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** One round; true when there may be more to do at once. */
  round: () => Promise<boolean>;
  pauseMs: number;
  /** After a round that threw, which a database that is away makes it do. */
  pauseAfterErrorMs: number;
  onError: (error: unknown) => void;
}

/** Repeats a round until it is stopped, with a pause whenever there is nothing to do. */
export function keepRunning({ round, pauseMs, pauseAfterErrorMs, onError }: LoopOptions): Loop {
  const stopping = new AbortController();
  let pause = new AbortController();
  let isWoken = false;
  const ended = run();
  return {
    wake() {
      isWoken = true;
      pause.abort();
    },
    async stop() {
      stopping.abort();
      pause.abort();
      await ended;
    },
  };

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      isWoken = false;
      const waitMs = await nextPause();
      if (waitMs > 0 && !isWoken && !stopping.signal.aborted) await rest(waitMs);
    }
  }

  async function nextPause(): Promise<number> {
    try {
      return (await round()) ? 0 : pauseMs;
    } catch (error) {
      onError(error);
      return pauseAfterErrorMs;
    }
  }

  async function rest(ms: number): Promise<void> {
    pause = new AbortController();
    await sleep(ms, undefined, { signal: pause.signal }).catch(() => undefined);
  }
}
