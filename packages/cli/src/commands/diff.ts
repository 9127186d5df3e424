import { Command } from 'commander';
import { ROOT } from '../workspace.ts';
import { reportingAsJson, write } from './wiring-options.ts';

export function diffCommand(): Command {
  return new Command('diff')
    .description('show what you have changed of the lines that modules put into services')
    .argument('[module]', 'of this module alone')
    .option('--json', 'print the changes as JSON')
    .addHelpText('after', '\nExamples:\n  quartet diff\n  quartet diff teams')
    .action(async (module: string | undefined, { json }: { json?: true }) => {
      const { openTree } = await import('../wiring/tree/tree.ts');
      const { userChanges } = await import('../wiring/compare.ts');
      const { fileChanges } = await import('../wiring/upgrade/base.ts');
      await reportingAsJson(json === true, async () => {
        const tree = openTree(ROOT);
        const changes = [...userChanges(tree, { module }), ...(await fileChanges(tree, { module }))];
        if (json) return write(JSON.stringify(changes, null, 2));
        write(changes.map(({ diff }) => diff).join('\n\n') || 'Everything is as it was put in.');
      });
    });
}
