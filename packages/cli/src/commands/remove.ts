import { Command } from 'commander';
import { carryOutPlan, type WiringOptions, withWiringOptions } from './wiring-options.ts';

interface RemoveOptions extends WiringOptions {
  from: string;
  cascade?: true;
}

export function removeCommand(): Command {
  const command = new Command('remove')
    .description('take modules out of a service; their folders and tables stay')
    .argument('<modules...>', 'names, as quartet list shows them')
    .requiredOption('--from <service>', 'a service of quartet.json')
    .option('--cascade', 'take out as well what needs them');
  return withWiringOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  quartet remove api-keys --from saas-api\n  quartet remove auth --from saas-api --cascade --dry-run',
    )
    .action(async (modules: string[], options: RemoveOptions) => {
      const { planRemove } = await import('../wiring/plan-remove.ts');
      const request = { service: options.from, modules, cascade: options.cascade === true };
      await carryOutPlan((tree) => planRemove(tree, request), options);
    });
}
