/** Someone asked the command to end: a signal, or the end of the process that started it. */
export class StopRequested extends Error {
  override readonly name = 'StopRequested';
}

const PARENT_POLL_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A signal that is aborted when this process is asked to end. The listeners stay: a second Ctrl-C (npm passes
 * the terminal's on, so that one may arrive twice) must not cut an orderly end short.
 */
export function listenForStop(): AbortSignal {
  const controller = new AbortController();
  const stop = (why: string) => controller.abort(new StopRequested(why));
  for (const name of SIGNALS) process.on(name, () => stop(name));
  // The channel is there when bin/quartet.js started this process, and closes when that one is killed.
  process.on('disconnect', () => stop('the parent process ended'));
  process.channel?.unref();
  if (process.env.npm_lifecycle_event) whenOrphaned(() => stop('npm ended'));
  // Nobody reads any more, as in `npm start | head`.
  process.stdout.on('error', () => stop('the output was closed'));
  return controller.signal;
}

/** A process that npm started gets another parent when npm is killed. */
function whenOrphaned(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, PARENT_POLL_MS);
  timer.unref();
}

/** Waits for `work`, but no longer than until the signal is aborted. @throws {StopRequested} */
export async function unlessStopped<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return await Promise.race([work, untilStopped(signal)]);
}

/** Waits until the signal is aborted. @throws {StopRequested} */
export function untilStopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
