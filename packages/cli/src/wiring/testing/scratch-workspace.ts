import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ROOT } from '../../workspace.ts';

/** What commands may change, by way of a copy; the rest of the workspace is only read. */
const COPIED = ['services', 'quartet.json', 'quartet.lock.json', 'package.json', 'package-lock.json'];
const LINKED = ['modules', 'packages', 'db', 'bin', 'node_modules', 'tsconfig.json', 'tsconfig.nest.json'];
const NOT_COPIED = new Set(['node_modules', 'dist']);

/** This workspace, in a temporary folder that goes with the test: what is changed there is a copy. */
export function scratchWorkspace(): string {
  const root = mkdtempSync(join(tmpdir(), 'quartet-scratch-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const name of COPIED)
    cpSync(join(ROOT, name), join(root, name), {
      recursive: true,
      filter: (source) => !NOT_COPIED.has(basename(source)),
    });
  for (const name of LINKED) symlinkSync(join(ROOT, name), join(root, name));
  return root;
}

/** The bytes of every file that commands may change, by path. */
export function bytesOf(root: string): Record<string, string> {
  const inServices = readdirSync(join(root, 'services'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  const files = COPIED.filter((name) => name !== 'services');
  return Object.fromEntries(
    [...inServices, ...files].sort().map((path) => [path, readFileSync(join(root, path), 'latin1')]),
  );
}
