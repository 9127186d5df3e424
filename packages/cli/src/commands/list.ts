import { Command } from 'commander';
import { ROOT } from '../workspace.ts';
import { write } from './wiring-options.ts';

export function listCommand(): Command {
  return new Command('list')
    .description('list the modules: their versions, what they need, and the services that have them')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExamples:\n  quartet list\n  quartet list --json')
    .action(async ({ json }: { json?: true }) => {
      const { openTree } = await import('../wiring/tree/tree.ts');
      const { readWorkspace } = await import('../wiring/workspace.ts');
      const { manifests, services, lock } = readWorkspace(openTree(ROOT));
      const modules = manifests.map(({ name, version, description, requires, conflicts }) => {
        const wired = services
          .filter((service) => service.modules.includes(name))
          .map((service) => {
            return { service: service.name, version: lock.services[service.name]?.[name]?.version ?? null };
          });
        return { name, version, description, requires, conflicts, wired };
      });
      if (json) return write(JSON.stringify(modules, null, 2));
      const { default: Table } = await import('cli-table3');
      const table = new Table({
        head: ['Module', 'Version', 'Needs', 'In'],
        style: { head: [], border: [] },
      });
      for (const { name, version, requires, wired } of modules) {
        const places = wired.map((each) =>
          each.version === null || each.version === version
            ? each.service
            : `${each.service} (${each.version})`,
        );
        table.push([name, version, requires.join(', '), places.join(', ')]);
      }
      write(table.toString());
    });
}
