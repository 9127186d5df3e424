import { renameSync } from 'node:fs';
import { planAdd } from '../plan-add.ts';
import { runPlan } from '../run-plan.ts';
import { SERVICE } from './fixture-names.ts';

// Run as a process of its own: add-and-stop.ts <root> <module> <number of the rename> <kill|fail>
const [root = '', module = '', stopAt = '', how] = process.argv.slice(2);
let renames = 0;

await runPlan({
  root,
  makePlan: (tree) => planAdd(tree, { service: SERVICE, modules: [module] }),
  isDryRun: false,
  typeChecks: false,
  steps: {
    rename(from, to) {
      renames += 1;
      if (renames === Number(stopAt)) stop();
      renameSync(from, to);
    },
  },
});

function stop(): void {
  if (how === 'kill') process.kill(process.pid, 'SIGKILL');
  throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
}
