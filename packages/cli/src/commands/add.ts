import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { ROOT } from '../workspace.ts';
import { askFor, askForSome, canAsk } from './ask.ts';
import { carryOutPlan, type WiringOptions, withWiringOptions } from './wiring-options.ts';

interface AddOptions extends WiringOptions {
  to?: string;
  yes?: true;
}

export function addCommand(): Command {
  const command = new Command('add')
    .description('wire modules into a service, with those that they require')
    .argument('[modules...]', 'names, as quartet list shows them; asked for at a terminal')
    .option('--to <service>', 'a service of quartet.json; asked for at a terminal')
    .option('--yes', 'ask nothing');
  return withWiringOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  quartet add api-keys --to saas-api\n  quartet add teams users --to saas-nest --dry-run',
    )
    .action(add);
}

async function add(names: string[], options: AddOptions): Promise<void> {
  const service = options.to ?? (await askForService(options));
  const modules = names.length > 0 ? names : await askForModules(service, options);
  const { planAdd } = await import('../wiring/plan-add.ts');
  await carryOutPlan((tree) => planAdd(tree, { service, modules }), options);
}

async function askForService(options: AddOptions): Promise<string> {
  if (!canAsk(options))
    throw new CommandError('--to is missing: say which service.', { exitCode: EXIT.usage });
  const { services } = await workspace();
  return askFor(
    'Which service?',
    services.map(({ name, framework }) => ({ value: name, label: name, hint: framework })),
  );
}

async function askForModules(to: string, options: AddOptions): Promise<string[]> {
  if (!canAsk(options)) throw new CommandError('Say which modules.', { exitCode: EXIT.usage });
  const { services, manifests } = await workspace();
  const { declaredBlocks } = await import('../wiring/manifest/blocks.ts');
  const service = services.find(({ name }) => name === to);
  return askForSome(
    `What to add to ${to}?`,
    manifests
      .filter(({ name }) => !service?.modules.includes(name))
      .filter((manifest) => !service || declaredBlocks(manifest, service).length > 0)
      .map(({ name, description }) => ({ value: name, label: name, hint: description })),
  );
}

async function workspace() {
  const { openTree } = await import('../wiring/tree/tree.ts');
  const { readWorkspace } = await import('../wiring/workspace.ts');
  return readWorkspace(openTree(ROOT));
}
