import { Command, Option } from 'commander';
import { ROOT } from '../workspace.ts';
import { namesIn } from './names-option.ts';

interface Options {
  framework?: 'fastify' | 'nest';
  title?: string;
  modules?: string[];
  yes?: true;
  install: boolean;
  typeCheck: boolean;
  dryRun?: true;
  json?: true;
}

export function createServiceCommand(): Command {
  return new Command('service')
    .description('make a service: its folder, its port, a test, and the modules that it shall have')
    .argument('<name>', 'such as reports')
    .addOption(new Option('--framework <framework>', 'what it is written in').choices(['fastify', 'nest']))
    .option('--title <title>', 'what its OpenAPI document is called')
    .option('--modules <names>', 'modules to wire, separated by commas', namesIn)
    .option('-y, --yes', 'ask nothing, and take the defaults: fastify, no modules')
    .option('--no-install', 'do not run npm install')
    .addOption(new Option('--no-type-check', 'do not compile the new service').hideHelp())
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      `
Examples:
  quartet create service reports --framework fastify
  quartet create service partners --framework nest --modules auth,teams`,
    )
    .action(async (name: string, options: Options) => {
      const { createService } = await import('../create/create-service.ts');
      const { installPackages } = await import('../create/install-packages.ts');
      const { askForService } = await import('./ask-for-service.ts');
      const { titleOf } = await import('../create/names.ts');
      const { framework, modules } = await askForService(ROOT, options);
      const plan = await createService({
        root: ROOT,
        name,
        framework,
        title: options.title ?? titleOf(name),
        modules,
        isDryRun: options.dryRun === true,
        typeChecks: options.typeCheck,
        install: options.install ? installPackages : async () => undefined,
      });
      const { showCreated } = await import('../create/show-created.ts');
      showCreated(plan, options, [
        `services/${name} is there: ${framework}, with ${wiredIn(plan.steps) || 'no modules yet'}.`,
        `npm start runs it with the others; it is tested by: npm test -- services/${name}`,
        `Wire a module: npm run quartet -- add <module> --to ${name}`,
      ]);
    });
}

function wiredIn(steps: readonly { module: string; did: string }[]): string {
  return steps
    .filter(({ did }) => did === 'added')
    .map(({ module }) => module)
    .join(', ');
}
