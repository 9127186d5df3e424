import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { ROOT } from '../workspace.ts';

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function benchCommand(): Command {
  return new Command('bench')
    .description('measure the services against peers and ceilings, as bench/README.md describes')
    .argument('[names...]', 'signed-in, login or start; all of them otherwise')
    .option('--json', 'print the results as JSON')
    .action(async (names: string[], { json }: { json?: true }) => {
      // A process of its own: it generates the load, and nothing of this one shall disturb that.
      const script = join(ROOT, 'bench/main.ts');
      if (!existsSync(script))
        throw new CommandError('Quartet is measured in its own repository; this workspace has no bench/.', {
          exitCode: EXIT.usage,
        });
      const bench = spawn(process.execPath, [script, ...names, ...(json ? ['--json'] : [])], {
        cwd: ROOT,
        stdio: 'inherit',
      });
      for (const signal of ENDING_SIGNALS) process.on(signal, () => bench.kill(signal));
      const [code] = await once(bench, 'exit');
      if (code !== 0) process.exitCode = EXIT.failed;
    });
}
