import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { ROOT } from '../../workspace.ts';
import { sourceFiles } from '../source-files.ts';

export interface ScratchWorkspace extends Disposable {
  root: string;
  /** Runs the command line of the copy. @throws with its output when it fails */
  quartet(...args: string[]): Promise<string>;
  /** Runs a tool of the copy's node_modules there, whatever it ends with. */
  run(tool: string, ...args: string[]): Promise<{ exitCode: number | undefined; output: string }>;
  /** What npm install does for workspaces that are new. */
  linkWorkspaces(): void;
}

/** A copy of this workspace, with the packages of this one. */
export function scratchWorkspace(): ScratchWorkspace {
  const root = mkdtempSync(join(tmpdir(), 'quartet-create-'));
  for (const path of sourceFiles(ROOT)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(ROOT, path), join(root, path));
  }
  linkPackages(root, 'node_modules');
  for (const path of nestedModules()) linkPackages(root, path);
  linkWorkspaces(root);
  const options = { cwd: root, all: true, stdin: 'ignore', env: { NODE_OPTIONS: '' } } as const;
  return {
    root,
    async quartet(...args) {
      const preload = join(root, 'bin/short-imports.js');
      const cli = join(root, 'packages/cli/src/main.ts');
      const { stdout } = await execa(process.execPath, ['--import', preload, cli, ...args], options);
      return stdout;
    },
    async run(tool, ...args) {
      const { exitCode, all } = await execa(join(root, 'node_modules/.bin', tool), args, {
        ...options,
        reject: false,
      });
      return { exitCode, output: all };
    },
    linkWorkspaces: () => linkWorkspaces(root),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

function nestedModules(): string[] {
  return ['packages', 'modules', 'services'].flatMap((kind) =>
    readdirSync(join(ROOT, kind))
      .map((name) => `${kind}/${name}/node_modules`)
      .filter((path) => readdirSync(join(ROOT, dirname(path))).includes('node_modules')),
  );
}

function linkPackages(root: string, folder: string): void {
  mkdirSync(join(root, folder), { recursive: true });
  for (const name of readdirSync(join(ROOT, folder))) {
    if (name === '@quartet' || name === '.cache') continue;
    symlinkSync(join(ROOT, folder, name), join(root, folder, name));
  }
}

function linkWorkspaces(root: string): void {
  for (const kind of ['packages', 'modules', 'services']) {
    for (const name of readdirSync(join(root, kind))) {
      const { name: packageName } = packageJson(join(root, kind, name)) ?? {};
      if (packageName === undefined) continue;
      const link = join(root, 'node_modules', packageName);
      mkdirSync(dirname(link), { recursive: true });
      rmSync(link, { force: true });
      symlinkSync(join(root, kind, name), link);
    }
  }
}

/** Modules that live in another's package have none. */
function packageJson(folder: string): { name: string } | undefined {
  if (!readdirSync(folder).includes('package.json')) return undefined;
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
