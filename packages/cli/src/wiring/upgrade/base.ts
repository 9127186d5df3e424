import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create, extract } from 'tar';
import type { UserChange } from '../compare.ts';
import { unifiedDiff } from '../diff.ts';
import { WiringError } from '../errors.ts';
import { listFolder, readBytes, sameContent, type Tree } from '../tree/tree.ts';

/** modules/ and db/migrations as they came, in a workspace that was made by `create workspace`. */
export const BASE = '.quartet/base.tgz';

const FOLDERS_NOT_COMPARED = new Set(['node_modules', 'dist']);

/** The files of a source of modules, by path from its root. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Modules' files that the user has changed since they came; none where there is no base to compare with. */
export async function fileChanges(
  tree: Tree,
  { module }: { module?: string | undefined },
): Promise<Omit<UserChange, 'service'>[]> {
  if (readBytes(tree, BASE) === undefined) return [];
  const base = await filesOfArchive(join(tree.root, BASE));
  const modules = module === undefined ? listFolder(tree, 'modules') : [module];
  return modules.flatMap((name) =>
    pathsOfModule(tree, base, name).flatMap((path) => {
      const [before, after] = [base.get(path), readBytes(tree, path)];
      if (sameContent(before, after)) return [];
      const what = after === undefined ? ('taken out' as const) : ('edited' as const);
      return [{ module: name, path, what, diff: unifiedDiff(path, textOf(before), textOf(after)) }];
    }),
  );
}

/** Paths of a module's files that are here, there or both. */
export function pathsOfModule(tree: Tree, other: Files, name: string): string[] {
  const here = pathsBelow(tree, `modules/${name}`);
  const there = [...other.keys()].filter((path) => path.startsWith(`modules/${name}/`));
  return [...new Set([...here, ...there])].sort();
}

/** @throws {WiringError} when there is no such folder or archive, or it holds no modules. */
export async function filesOfSource(source: string): Promise<Files> {
  const isFolder = statSync(source, { throwIfNoEntry: false })?.isDirectory() === true;
  const isArchive = !isFolder && existsSync(source);
  const files = isArchive ? await filesOfArchive(source) : filesOfFolder(source);
  if (files.size > 0) return files;
  throw new WiringError(
    `${source} is no Quartet: it has no modules/. Name a folder or a .tgz of a newer version.`,
    { code: 'file_missing' },
  );
}

export async function filesOfArchive(archive: string): Promise<Files> {
  return inTemporaryFolder(async (folder) => {
    await extract({ file: archive, cwd: folder });
    const [only, ...others] = readdirSync(folder);
    // Archives of npm and of git hosts have one folder around everything.
    const isWrapped = only !== undefined && others.length === 0 && only !== 'modules';
    return filesOfFolder(isWrapped ? join(folder, only) : folder);
  });
}

/** @returns the bytes of a .tgz with these files: the same files give the same bytes. */
export async function archiveOf(files: Files): Promise<Uint8Array> {
  return inTemporaryFolder(async (folder) => {
    const paths = [...files.keys()].sort();
    for (const path of paths) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), files.get(path) ?? '');
    }
    const file = join(folder, 'base.tgz');
    await create({ gzip: true, file, cwd: folder, portable: true, mtime: new Date(0) }, paths);
    return readFileSync(file);
  });
}

function filesOfFolder(root: string): Files {
  const paths = ['modules', 'db/migrations'].flatMap((folder) => {
    if (!statSync(join(root, folder), { throwIfNoEntry: false })) return [];
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/').replace(/^\/+/, ''),
      )
      .filter((path) => !path.split('/').some((part) => FOLDERS_NOT_COMPARED.has(part)));
  });
  return new Map(paths.map((path) => [path, readFileSync(join(root, path))]));
}

function pathsBelow(tree: Tree, folder: string): string[] {
  const absolute = join(tree.root, folder);
  if (!statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      `${folder}/${join(entry.parentPath, entry.name).slice(absolute.length + 1)}`.replaceAll('\\', '/'),
    )
    .filter((path) => !path.split('/').some((part) => FOLDERS_NOT_COMPARED.has(part)));
}

async function inTemporaryFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'quartet-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function textOf(content: Uint8Array | undefined): string | undefined {
  return content && new TextDecoder().decode(content);
}
