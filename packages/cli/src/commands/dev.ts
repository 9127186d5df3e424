import { Command } from 'commander';
import { ROOT } from '../workspace.ts';

export function devCommand(): Command {
  return new Command('dev')
    .description('the same as start, and services restart when their sources change')
    .action(async () => {
      const { listenForStop } = await import('../start/stop-signal.ts');
      const stop = listenForStop();
      while (!stop.aborted) await runUntilServicesChange(stop);
    });
}

async function runUntilServicesChange(stop: AbortSignal): Promise<void> {
  const { StopRequested } = await import('../start/stop-signal.ts');
  const { runWorkspace } = await import('../start/run-workspace.ts');
  const { restartOnChange } = await import('../start/restart-on-change.ts');
  const again = new AbortController();
  try {
    await runWorkspace({
      root: ROOT,
      env: process.env,
      stop: AbortSignal.any([stop, again.signal]),
      onRunning: (running) =>
        restartOnChange(ROOT, running, () => again.abort(new StopRequested('quartet.json changed'))),
    });
  } catch (error) {
    if (!(error instanceof StopRequested)) throw error;
  }
}
