import { Command } from 'commander';
import { ROOT } from '../workspace.ts';

interface Options {
  singular?: string;
  install: boolean;
  dryRun?: true;
  json?: true;
}

export function createModuleCommand(): Command {
  return new Command('module')
    .description('make a module to begin with: contract, use cases, table, routes for both frameworks, tests')
    .argument('<name>', 'the plural of what it keeps, such as blog-posts')
    .option('--singular <name>', 'one of the things that it keeps, such as blog-post')
    .option('--no-install', 'do not run npm install')
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      `
Examples:
  quartet create module blog-posts
  quartet create module statuses --singular status
  quartet create module invoices-sent --singular sent-invoice --dry-run`,
    )
    .action(async (name: string, options: Options) => {
      const { createModule } = await import('../create/create-module.ts');
      const { installPackages } = await import('../create/install-packages.ts');
      const { singularOf } = await import('../create/names.ts');
      const plan = await createModule({
        root: ROOT,
        name,
        singular: options.singular ?? singularOf(name),
        isDryRun: options.dryRun === true,
        install: options.install ? installPackages : async () => undefined,
      });
      const { showCreated } = await import('../create/show-created.ts');
      showCreated(plan, options, [
        `modules/${name} is there, with a migration in db/migrations.`,
        `Its tests: npm test -- modules/${name}`,
        `Wire it into a service: npm run quartet -- add ${name} --to <service>`,
      ]);
    });
}
