import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ArgumentHandler, OptionHandler } from '@bomb.sh/tab';
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { ROOT, readServices } from '../workspace.ts';

const HELP = `
Examples:
  source <(npm run --silent quartet -- completion bash)
  npm run --silent quartet -- completion zsh > ~/.zsh/completions/_quartet
  npm run --silent quartet -- completion fish > ~/.config/fish/completions/quartet.fish`;

/** The commands that take names of modules, and of services by an option. */
const WIRING = { add: 'to', remove: 'from', diff: undefined, upgrade: undefined } as const;

/** Adds `completion <shell>`, and the hidden `complete` that its script asks. Comes after all other commands. */
export function addCompletion(program: Command): void {
  const completion = tab(program, { completionCommandName: 'completion' });
  program.commands
    .find((command) => command.name() === 'completion')
    ?.description('print the script that completes commands in a shell')
    .addHelpText('after', HELP)
    .action((shell: string) => completion.setup('quartet', executable(), shell));
  for (const [name, option] of Object.entries(WIRING)) {
    const command = completion.commands.get(name);
    for (const argument of command?.arguments.values() ?? []) argument.handler = completeModules;
    const service = option && command?.options.get(option);
    if (service) service.handler = completeServices;
  }
}

/** Whatever `quartet` is in the shell, this workspace answers. */
function executable(): string {
  return `node ${join(ROOT, 'bin/quartet.js').replaceAll(' ', '\\ ')}`;
}

const completeModules: ArgumentHandler = (complete) => {
  for (const name of readdirSync(join(ROOT, 'modules'))) complete(name, '');
};

const completeServices: OptionHandler = (complete) => {
  for (const { name, framework } of readServices(ROOT)) complete(name, framework);
};
