import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runTool } from '../../run-tool.ts';
import type { WorkspaceService } from '../../workspace.ts';
import { WiringError } from '../errors.ts';
import { changesOf, readText, type Tree } from '../tree/tree.ts';

const COPIED = ['package.json', 'src', 'test'];
const NOT_COPIED = new Set(['node_modules', 'dist']);
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
  const folder = join(tree.root, '.quartet/candidate');
  const candidate = join(folder, service.name);
  rmSync(folder, { recursive: true, force: true });
  try {
    layOut(tree, service, candidate);
    if (changesOf(tree).some(({ path }) => path.startsWith('modules/'))) layOutModules(tree, folder);
    const errors = await errorsOf(tree.root, service, candidate);
    const tests = errors.filter((error) => error.startsWith(`services/${service.name}/test/`));
    const own = errors.filter((error) => !tests.includes(error) && isOf(service, error));
    if (own.length === 0) return tests;
    throw new WiringError(
      `With this change ${service.name} does not type-check. Nothing was written.\n${own.join('\n')}`,
      { code: 'does_not_type_check' },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
    // Through a copied link, what is laid over would be written into the service itself.
    if (existsSync(from)) cpSync(from, join(candidate, name), { recursive: true, dereference: true });
  }
  layChangesOver(tree, folder, candidate);
  const base = service.framework === 'nest' ? 'tsconfig.nest.json' : 'tsconfig.json';
  const settings = {
    extends: `../../../${base}`,
    compilerOptions: { noEmit: true },
    include: ['src', 'test', ...(existsSync(join(tree.root, TEST_SETUP)) ? [`../../../${TEST_SETUP}`] : [])],
    exclude: ['**/fixtures'],
  };
  writeFileSync(join(candidate, 'tsconfig.json'), JSON.stringify(settings));
}

/**
 * Modules as they would be. Node's resolution meets them, on the way up from the service, before those that are
 * installed; all of them, so that none meets another one's old version. No service's name begins with a dot.
 */
function layOutModules(tree: Tree, candidate: string): void {
  const installed = join(tree.root, 'modules');
  const copies = join(candidate, '.modules');
  const filter = (source: string) => !NOT_COPIED.has(basename(source));
  if (existsSync(installed)) cpSync(installed, copies, { recursive: true, dereference: true, filter });
  layChangesOver(tree, 'modules', copies);
  for (const name of readdirSync(copies)) {
    const manifest = readText(tree, `modules/${name}/package.json`);
    if (manifest === undefined) continue;
    const link = join(candidate, 'node_modules', String(JSON.parse(manifest).name));
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(copies, name), link, 'junction');
  }
}

function layChangesOver(tree: Tree, folder: string, candidate: string): void {
  for (const { path, after } of changesOf(tree)) {
    if (!path.startsWith(`${folder}/`)) continue;
    const file = join(candidate, path.slice(folder.length + 1));
    mkdirSync(dirname(file), { recursive: true });
    if (after === undefined) rmSync(file, { force: true });
    else writeFileSync(file, after);
  }
}

/** What the compiler finds, with the paths that the user knows. */
async function errorsOf(root: string, { name }: WorkspaceService, candidate: string): Promise<string[]> {
  const { passed, output: written } = await runTool(root, 'tsc', ['-p', candidate, '--pretty', 'false']);
  if (passed) return [];
  const output = written.replaceAll(`.quartet/candidate/${name}/`, `services/${name}/`);
  return output.trim().split(/\r?\n(?!\s)/);
}
