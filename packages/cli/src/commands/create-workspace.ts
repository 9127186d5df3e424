import { resolve } from 'node:path';
import { Command } from 'commander';
import { ROOT } from '../workspace.ts';
import { namesIn } from './names-option.ts';

interface Options {
  name?: string;
  services?: string[];
  modules?: string[];
  yes?: true;
  install: boolean;
  json?: true;
}

export function createWorkspaceCommand(): Command {
  return new Command('workspace')
    .description('make a workspace of your own in a new folder, with the services and modules that you pick')
    .argument('<folder>', 'new or empty')
    .option('--name <name>', 'what it is called; default: as the folder')
    .option('--services <names>', 'services to have, separated by commas; default: all', namesIn)
    .option('--modules <names>', 'modules to have in them; default: those that the services have', namesIn)
    .option('-y, --yes', 'ask nothing, and take the defaults')
    .option('--no-install', 'do not run npm install; the first npm start does')
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      `
Examples:
  quartet create workspace ../acme
  quartet create workspace ../acme --services saas-api --modules auth,users,teams --yes`,
    )
    .action(async (given: string, options: Options) => {
      const { createWorkspace, prepareWorkspace } = await import('../create/create-workspace.ts');
      const { askForWorkspace } = await import('./ask-for-workspace.ts');
      // npm runs its scripts in the root; the folder counts from where the command was typed.
      const folder = resolve(process.env.INIT_CWD ?? process.cwd(), given);
      const workspace = await askForWorkspace(ROOT, folder, options);
      const prepare = options.install ? prepareWorkspace : async () => undefined;
      const { git, files } = await createWorkspace({ source: ROOT, folder, prepare, ...workspace });
      const lines = [
        `${workspace.name} is in ${folder}: ${workspace.services.join(', ')}.`,
        ...(git === 'committed' ? ['Everything is in a first commit.'] : []),
        `Start it: cd ${folder} && npm start`,
      ];
      const result = { folder, name: workspace.name, services: workspace.services, files, git };
      process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : `${lines.join('\n')}\n`);
    });
}
