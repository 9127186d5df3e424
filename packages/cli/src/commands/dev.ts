import { Command } from 'commander';
import type { Env } from '../settings.ts';
import { ROOT } from '../workspace.ts';
import { portBase } from './port-base.ts';

export function devCommand(): Command {
  return new Command('dev')
    .description('the same as start, and services restart when their sources change')
    .option('--port <base>', 'first port of the services, instead of QUARTET_PORT_BASE', portBase)
    .addHelpText('after', '\nExample:\n  quartet dev --port 9000')
    .action(async ({ port }: { port?: number }) => {
      const env = port === undefined ? process.env : { ...process.env, QUARTET_PORT_BASE: String(port) };
      const { listenForStop } = await import('../start/stop-signal.ts');
      const stop = listenForStop();
      const { completeJournal } = await import('../wiring/write/apply.ts');
      await completeJournal(ROOT);
      while (!stop.aborted) await runUntilServicesChange(env, stop);
    });
}

async function runUntilServicesChange(env: Env, stop: AbortSignal): Promise<void> {
  const { StopRequested } = await import('../start/stop-signal.ts');
  const { runWorkspace } = await import('../start/run-workspace.ts');
  const { restartOnChange } = await import('../start/restart-on-change.ts');
  const again = new AbortController();
  try {
    await runWorkspace({
      root: ROOT,
      env,
      stop: AbortSignal.any([stop, again.signal]),
      onRunning: (running) =>
        restartOnChange(ROOT, running, () => again.abort(new StopRequested('quartet.json changed'))),
    });
  } catch (error) {
    if (!(error instanceof StopRequested)) throw error;
  }
}
