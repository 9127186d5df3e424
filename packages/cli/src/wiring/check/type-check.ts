import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { WorkspaceService } from '../../workspace.ts';
import { WiringError } from '../errors.ts';
import { changesOf, type Tree } from '../tree/tree.ts';

const COPIED = ['package.json', 'src', 'test'];
/** Declares what Vitest provides to tests. */
const TEST_SETUP = 'packages/testing/src/postgres/global-setup.ts';

/**
 * Type-checks a service as it would be, on a copy. Tests that no longer fit do not stop the change: those of a module
 * that goes have to go with it, and only its user can tell which they are.
 *
 * @returns errors in the service's tests, one a line.
 * @throws {WiringError} with the errors in its sources.
 */
export async function typeCheck(tree: Tree, service: WorkspaceService): Promise<string[]> {
  const candidate = join(tree.root, '.quartet/candidate', service.name);
  rmSync(candidate, { recursive: true, force: true });
  try {
    layOut(tree, service, candidate);
    const errors = await errorsOf(tree.root, service, candidate);
    const tests = errors.filter((error) => error.startsWith(`services/${service.name}/test/`));
    const own = errors.filter((error) => !tests.includes(error) && isOf(service, error));
    if (own.length === 0) return tests;
    throw new WiringError(
      `With this change ${service.name} does not type-check. Nothing was written.\n${own.join('\n')}`,
      { code: 'does_not_type_check' },
    );
  } finally {
    rmSync(candidate, { recursive: true, force: true });
  }
}

/** Packages and modules import no service: what is wrong in them is not of this change. */
function isOf({ name }: WorkspaceService, error: string): boolean {
  const path = /^(.+)\(\d+,\d+\): /.exec(error)?.[1];
  return path === undefined || path.startsWith(`services/${name}/`);
}

function layOut(tree: Tree, service: WorkspaceService, candidate: string): void {
  const folder = `services/${service.name}`;
  mkdirSync(candidate, { recursive: true });
  for (const name of COPIED) {
    const from = join(tree.root, folder, name);
    if (existsSync(from)) cpSync(from, join(candidate, name), { recursive: true });
  }
  for (const { path, after } of changesOf(tree)) {
    if (!path.startsWith(`${folder}/`)) continue;
    const file = join(candidate, path.slice(folder.length + 1));
    mkdirSync(dirname(file), { recursive: true });
    if (after === undefined) rmSync(file, { force: true });
    else writeFileSync(file, after);
  }
  const base = service.framework === 'nest' ? 'tsconfig.nest.json' : 'tsconfig.json';
  const settings = {
    extends: `../../../${base}`,
    compilerOptions: { noEmit: true },
    include: ['src', 'test', ...(existsSync(join(tree.root, TEST_SETUP)) ? [`../../../${TEST_SETUP}`] : [])],
    exclude: ['**/fixtures'],
  };
  writeFileSync(join(candidate, 'tsconfig.json'), JSON.stringify(settings));
}

/** What the compiler finds, with the paths that the user knows. */
async function errorsOf(root: string, { name }: WorkspaceService, candidate: string): Promise<string[]> {
  const { exitCode, all, shortMessage } = await execa('tsc', ['-p', candidate, '--pretty', 'false'], {
    cwd: root,
    preferLocal: true,
    localDir: root,
    all: true,
    reject: false,
    stdin: 'ignore',
  });
  if (exitCode === 0) return [];
  const output = (all || shortMessage || '').replaceAll(`.quartet/candidate/${name}/`, `services/${name}/`);
  return output.trim().split(/\r?\n(?!\s)/);
}
