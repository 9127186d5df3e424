import { ConfigError, EXIT_CONFIG } from '../config/index.ts';
import type { Log } from '../log/index.ts';

/** What a started service hands back, so that the process can stop it. */
export interface ProcessParts {
  log: Log;
  /** Drains and disconnects; called once. */
  stop: () => Promise<void>;
}

/** The stop of the whole product has five seconds; a service that hangs must not use them up. */
const STOP_TIMEOUT_MS = 4_000;

/**
 * Runs a service as a process: starts it, tells a supervisor over IPC when it is ready, and stops it in order
 * on SIGTERM, SIGINT, or when the supervisor is gone. An error that nobody caught ends the process, since
 * its state can no longer be trusted; the supervisor starts it again.
 */
export async function runProcess(start: () => Promise<ProcessParts>): Promise<void> {
  try {
    const parts = await start();
    stopWhenAsked(parts);
    process.send?.({ type: 'ready' });
  } catch (error) {
    const problems = error instanceof ConfigError ? error.problems : [describe(error)];
    if (process.send) process.send({ type: 'failed', problems });
    else process.stderr.write(`${error instanceof ConfigError ? error.message : describe(error)}\n`);
    process.exit(error instanceof ConfigError ? EXIT_CONFIG : 1);
  }
}

function stopWhenAsked({ log, stop }: ProcessParts): void {
  let isStopping = false;
  const stopOnce = async (reason: string, exitCode: number) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ reason }, 'Stopping.');
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    await stop();
    log.flush(() => process.exit(exitCode));
  };
  process.on('SIGTERM', () => void stopOnce('SIGTERM', 0));
  process.on('SIGINT', () => void stopOnce('SIGINT', 0));
  process.on('disconnect', () => void stopOnce('the supervisor is gone', 0));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => {
      log.fatal({ err: error }, 'An error that nobody caught ends the process.');
      void stopOnce(event, 1);
    });
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
