import { execa } from 'execa';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';

/** Links new workspaces into node_modules and brings package-lock.json up to date, from npm's cache where it can. */
export type InstallPackages = (root: string) => Promise<void>;

/** @throws {CommandError} with npm's own words. */
export const installPackages: InstallPackages = async (root) => {
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const { command, args } = npmCommand(process.env.npm_execpath);
  const { exitCode, all, message } = await execa(command, [...args, 'install', ...flags], {
    cwd: root,
    all: true,
    reject: false,
    stdin: 'ignore',
    env: { npm_config_production: undefined, NODE_ENV: undefined },
  });
  if (exitCode === 0) return;
  throw new CommandError(
    `npm install failed in ${root}:\n${all || message}\nMend that and run npm install.`,
    {
      exitCode: EXIT.failed,
    },
  );
};

/** Inside of an npm script the same npm is used again; its path is in npm_execpath. */
function npmCommand(running: string | undefined): { command: string; args: string[] } {
  if (running && /npm-cli\.c?js$/.test(running)) return { command: process.execPath, args: [running] };
  return { command: 'npm', args: [] };
}
