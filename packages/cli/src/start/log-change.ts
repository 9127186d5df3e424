import type { Log } from '@quartet/platform/log';
import type { RunStatus } from '../supervisor/keep-running.ts';

/** Tells in the log when something that is kept running ends and when it is back. */
export function logChange(log: Log): (status: RunStatus) => void {
  const ended = new Set<string>();
  return ({ name, state, lastProblem, retryInMs, readyAfterMs = 0 }) => {
    if (state === 'restarting') {
      ended.add(name);
      log.error({ process: name }, `${name} ended (${lastProblem}); it starts again in ${retryInMs} ms.`);
    } else if (state === 'ready' && ended.delete(name)) {
      log.info({ process: name }, `${name} is back after ${Math.round(readyAfterMs)} ms.`);
    }
  };
}
