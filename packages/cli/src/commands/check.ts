import { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { ROOT } from '../workspace.ts';

export function checkCommand(): Command {
  return new Command('check')
    .description('run the quality gates one after the other')
    .option('--fix', 'first write anew what is generated, such as the configuration table of the README')
    .action(async ({ fix }: { fix?: true }, command: Command) => {
      const { qualityGates } = await import('../checks/index.ts');
      const { runChecks } = await import('../checks/run-checks.ts');
      const gates = qualityGates(command.parent ?? command);
      if (fix) for (const gate of gates) await gate.mend?.(ROOT);
      const allPassed = await runChecks(gates, ROOT, process.stdout);
      if (!allPassed) process.exitCode = EXIT.failed;
    });
}
