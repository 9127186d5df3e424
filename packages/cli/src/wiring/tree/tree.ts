import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { WiringError } from '../errors.ts';

/** What a file holds: text where it is edited, bytes where it is only carried along. */
export type Content = string | Uint8Array;

/**
 * The workspace with changes that are not written yet. A tree never changes: writing gives another one. What was
 * read from the disk is kept, so that a plan sees one state, and the write can tell whether that has changed.
 */
export interface Tree {
  /** Absolute. */
  readonly root: string;
  readonly changed: ReadonlyMap<string, Content | undefined>;
  readonly disk: Map<string, Uint8Array | undefined>;
}

export interface FileChange {
  /** Relative to the root, with slashes. */
  path: string;
  /** undefined: the file is not there. */
  before: Uint8Array | undefined;
  after: Uint8Array | undefined;
}

export function openTree(root: string): Tree {
  return { root, changed: new Map(), disk: new Map() };
}

/** @returns undefined when there is no such file. */
export function readBytes(tree: Tree, path: string): Uint8Array | undefined {
  if (!tree.changed.has(path)) return readDisk(tree, path);
  const content = tree.changed.get(path);
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/**
 * A byte order mark stays in the text, so that it is written again.
 *
 * @returns undefined when there is no such file.
 * @throws {WiringError} when the file is not UTF-8: it could not be written back as it was.
 */
export function readText(tree: Tree, path: string): string | undefined {
  const content = tree.changed.has(path) ? tree.changed.get(path) : readDisk(tree, path);
  return content === undefined || typeof content === 'string' ? content : decode(path, content);
}

/** The same for a file that has to be there. */
export function requireText(tree: Tree, path: string): string {
  const text = readText(tree, path);
  if (text !== undefined) return text;
  throw new WiringError(`${path} is missing. Bring it back, for example by git restore ${path}`, {
    code: 'file_missing',
  });
}

/** @returns another tree; this one stays. `undefined` takes the file away. */
export function withFile(tree: Tree, path: string, content: Content | undefined): Tree {
  return { ...tree, changed: new Map(tree.changed).set(path, content) };
}

/** Names of what a folder holds, sorted; none when there is no such folder. */
export function listFolder(tree: Tree, folder: string): string[] {
  const absolute = join(tree.root, folder);
  const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
  const onDisk = isFolder ? readdirSync(absolute) : [];
  const prefix = `${folder}/`;
  const added = [...tree.changed]
    .filter(([path, content]) => path.startsWith(prefix) && content !== undefined)
    .map(([path]) => path.slice(prefix.length).split('/')[0] ?? '');
  return [...new Set([...onDisk, ...added])].sort();
}

/** What writing the tree would change, by path; files that come out as they were are left out. */
export function changesOf(tree: Tree): FileChange[] {
  return [...tree.changed.keys()]
    .sort()
    .map((path) => ({ path, before: readDisk(tree, path), after: readBytes(tree, path) }))
    .filter(({ before, after }) => !sameContent(before, after));
}

export function sameContent(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Buffer.compare(a, b) === 0;
}

function readDisk(tree: Tree, path: string): Uint8Array | undefined {
  if (!tree.disk.has(path)) tree.disk.set(path, readIfThere(join(tree.root, path)));
  return tree.disk.get(path);
}

/** @returns undefined when there is no such file. */
export function readIfThere(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new WiringError(`${path} is not UTF-8. Save it as UTF-8 and try again.`, {
      code: 'does_not_parse',
      cause,
    });
  }
}
