import { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { carryOutPlan, type WiringOptions, withWiringOptions } from './wiring-options.ts';

interface UpgradeOptions extends WiringOptions {
  from?: string;
}

export function upgradeCommand(): Command {
  const command = new Command('upgrade')
    .description(
      'bring modules, and the services that have them, to a newer version; your changes are merged',
    )
    .argument('[modules...]', 'these alone')
    .option('--from <source>', 'the folder or .tgz of a newer Quartet; else modules/ as it is');
  return withWiringOptions(command)
    .addHelpText(
      'after',
      `\nExamples:\n  quartet upgrade --from ../quartet-0.2.0 --dry-run\n  quartet upgrade teams\n\nWhere you and the newer version changed the same lines, the file gets both between conflict marks, and the exit code is ${EXIT.conflict}.`,
    )
    .action(async (modules: string[], options: UpgradeOptions) => {
      const { planUpgrade } = await import('../wiring/plan-upgrade.ts');
      const { withNewerModules } = await import('../wiring/upgrade/newer-modules.ts');
      const { steps, conflicts } = await carryOutPlan(async (tree) => {
        if (options.from === undefined) return planUpgrade(tree, { modules });
        return withNewerModules(tree, { from: options.from, modules });
      }, options);
      if (conflicts.length > 0) process.exitCode = EXIT.conflict;
      else if (options.json) return;
      else if (steps.length === 0) process.stdout.write('Everything is up to date.\n');
      else if (options.from !== undefined)
        process.stdout.write('Run npm install: newer modules may need other packages.\n');
    });
}
