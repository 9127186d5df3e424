import { z } from 'zod';
import { readText, type Tree, withFile } from '../wiring/index.ts';

const FILE = 'package-lock.json';

/** What package-lock.json repeats of the package.json of a workspace, in npm's order. */
const REPEATED = [
  'name',
  'version',
  'license',
  'workspaces',
  'dependencies',
  'devDependencies',
  'engines',
  'optionalDependencies',
];

const lockFile = z.looseObject({ packages: z.record(z.string(), z.unknown()) });
const manifest = z.looseObject({ name: z.string() });
const link = z.looseObject({ resolved: z.string(), link: z.literal(true) });

/** Tells npm's lock file of the workspace in `folder`, whose package.json is in the tree. */
export function withLockedWorkspace(tree: Tree, folder: string): Tree {
  const entry = repeatedOf(tree, `${folder}/package.json`);
  const linked = { [`node_modules/${entry.name}`]: { resolved: folder, link: true } };
  return edited(tree, (packages) => ({ ...packages, [folder]: entry, ...linked }));
}

/** Takes workspaces, their links and the packages in their folders out of npm's lock file. */
export function withoutLockedWorkspaces(tree: Tree, folders: readonly string[]): Tree {
  const isGone = (path: string) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  return edited(tree, (packages) =>
    Object.fromEntries(
      Object.entries(packages).filter(([path, entry]) => !isGone(path) && !isGone(targetOf(entry))),
    ),
  );
}

/** Repeats the package.json of the root, or of a workspace that the lock file knows, anew. */
export function withLockedManifest(tree: Tree, folder: string): Tree {
  const entry = repeatedOf(tree, folder === '' ? 'package.json' : `${folder}/package.json`);
  const { name, version } = entry;
  const root = folder === '' ? { name, version } : {};
  return edited(tree, (packages) => ({ ...packages, [folder]: entry }), root);
}

type Packages = Record<string, unknown>;

/** Keys stay where npm wrote them, so that what was not changed is as it was. */
function edited(tree: Tree, edit: (packages: Packages) => Packages, root: object = {}): Tree {
  const text = readText(tree, FILE);
  if (text === undefined) return tree;
  const lock = JSON.parse(text);
  const packages = Object.entries(edit(lockFile.parse(lock).packages)).sort(([a], [b]) =>
    a.localeCompare(b, 'en'),
  );
  const written = { ...lock, ...root, packages: Object.fromEntries(packages) };
  return withFile(tree, FILE, `${JSON.stringify(written, null, 2)}\n`);
}

function repeatedOf(tree: Tree, file: string): Record<string, unknown> {
  const own = manifest.parse(JSON.parse(readText(tree, file) ?? ''));
  return Object.fromEntries(REPEATED.filter((key) => key in own).map((key) => [key, own[key]]));
}

function targetOf(entry: unknown): string {
  const { success, data } = link.safeParse(entry);
  return success ? data.resolved : '';
}
