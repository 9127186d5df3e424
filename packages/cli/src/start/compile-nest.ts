import { globSync } from 'node:fs';
import { execa } from 'execa';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { ROOT, type WorkspaceService } from '../workspace.ts';

/**
 * Compiles the workspaces that Node cannot run from their sources, because Nest needs decorators: those with a
 * `tsconfig.build.json`. What has not changed is left as it is.
 *
 * @throws {CommandError} when a source does not parse
 */
export async function compileNest(root: string, services: readonly WorkspaceService[]): Promise<void> {
  if (services.every(({ framework }) => framework !== 'nest')) return;
  const projects = globSync('{packages,modules,services}/*/tsconfig.build.json', { cwd: root });
  const { code, exitCode, all } = await execa('tsc', ['-b', ...projects], {
    cwd: root,
    preferLocal: true,
    localDir: ROOT,
    all: true,
    reject: false,
    stdin: 'ignore',
  });
  // An image without development packages has no compiler: it was compiled when it was made.
  if (code === 'ENOENT' || exitCode === 0) return;
  throw new CommandError(`The NestJS sources cannot be compiled:\n${all}`, { exitCode: EXIT.failed });
}
