import { setTimeout as sleep } from 'node:timers/promises';
import { type BackoffPolicy, createBackoff } from './backoff.ts';

/** Something that runs until it ends by itself or its signal is aborted. */
export interface Run {
  pid?: number | undefined;
  /** Settles when it has ended, with the reason in words ("exit code 1", "signal SIGKILL"). */
  exited: Promise<string>;
}

type RunState = 'starting' | 'ready' | 'restarting' | 'stopped';

export interface RunStatus {
  name: string;
  state: RunState;
  pid?: number | undefined;
  /** Milliseconds from the last start to its readiness. */
  readyAfterMs?: number | undefined;
  /** Why the last run ended or did not begin. */
  lastProblem?: string | undefined;
  /** Milliseconds until the next start, while restarting. */
  retryInMs?: number | undefined;
}

export interface KeptRun {
  readonly status: RunStatus;
  /** Settles when the first start succeeded (nothing) or failed (why). It never rejects. */
  readonly firstStart: Promise<Error | undefined>;
  /** Ends the present run and starts the next one without delay. */
  restart(): void;
  /** Ends the present run for good. */
  stop(): Promise<void>;
}

export interface KeepRunningOptions {
  name: string;
  /** Resolves when the run is ready for work, rejects when it ended before; an aborted signal ends the run. */
  start(signal: AbortSignal): Promise<Run>;
  policy: BackoffPolicy;
  onChange(status: RunStatus): void;
}

/** Starts something and starts it again, with growing delays, whenever it ends by itself. */
export function keepRunning({ name, start, policy, onChange }: KeepRunningOptions): KeptRun {
  const backoff = createBackoff(policy);
  const firstStart = Promise.withResolvers<Error | undefined>();
  let status: RunStatus = { name, state: 'starting' };
  let attempt = new AbortController();
  let stopped = false;
  const loop = run();

  return {
    get status() {
      return status;
    },
    firstStart: firstStart.promise,
    restart() {
      backoff.reset();
      attempt.abort();
    },
    stop() {
      stopped = true;
      attempt.abort();
      return loop;
    },
  };

  async function run(): Promise<void> {
    while (!stopped) {
      attempt = new AbortController();
      const { signal } = attempt;
      const { ranForMs, problem } = await runOnce(signal);
      if (signal.aborted) continue;
      const retryInMs = backoff.nextDelayMs(ranForMs);
      change({ state: 'restarting', lastProblem: problem, retryInMs });
      await pause(retryInMs, signal);
    }
    change({ state: 'stopped' });
    firstStart.resolve(undefined);
  }

  async function runOnce(signal: AbortSignal): Promise<{ ranForMs: number; problem: string }> {
    const startedAt = performance.now();
    change({ state: 'starting' });
    try {
      const running = await start(signal);
      const readyAt = performance.now();
      if (!signal.aborted) change({ state: 'ready', pid: running.pid, readyAfterMs: readyAt - startedAt });
      firstStart.resolve(undefined);
      const problem = await running.exited;
      return { ranForMs: performance.now() - readyAt, problem };
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      if (!signal.aborted) firstStart.resolve(failure);
      return { ranForMs: 0, problem: failure.message };
    }
  }

  function change(next: Omit<RunStatus, 'name'>): void {
    status = { name, ...next };
    onChange(status);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
