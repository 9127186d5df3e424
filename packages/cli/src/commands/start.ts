import { Command } from 'commander';
import { ROOT } from '../workspace.ts';

export function startCommand(): Command {
  return new Command('start')
    .description('start PostgreSQL and every service of quartet.json, until Ctrl-C')
    .action(async () => {
      const { listenForStop, StopRequested } = await import('../start/stop-signal.ts');
      const stop = listenForStop();
      const { completeJournal } = await import('../wiring/write/apply.ts');
      await completeJournal(ROOT);
      const { runWorkspace } = await import('../start/run-workspace.ts');
      try {
        await runWorkspace({ root: ROOT, env: process.env, stop });
      } catch (error) {
        if (!(error instanceof StopRequested)) throw error;
      }
    });
}
