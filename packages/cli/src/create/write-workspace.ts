import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';

/** What `diff` and `upgrade` compare with: modules and migrations as they came. */
const BASE = '.quartet/base.tgz';
const EXECUTABLE = 0o111;

/** @throws {CommandError} when there is anything in the folder that could be overwritten. */
export function refuseUsedFolder(folder: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (stat.isDirectory() && readdirSync(folder).every((name) => name === '.git')) return;
  throw new CommandError(`${folder} is not empty. Name a folder that is new or empty.`, {
    exitCode: EXIT.usage,
  });
}

/** Writes the files of a new workspace; those that can be run in `source` can be run there. */
export async function writeWorkspace(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  { source }: { source: string },
): Promise<void> {
  for (const [path, content] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: 0o644 | (modeIn(source, path) & EXECUTABLE) });
  }
  mkdirSync(join(folder, dirname(BASE)), { recursive: true });
  const asTheyCame = [...files.keys()].filter((path) => /^(modules|db\/migrations)\//.test(path)).sort();
  // The same sources make the same archive, whenever and by whomever.
  const reproducible = { portable: true, mtime: new Date(0), noDirRecurse: true };
  await create({ file: join(folder, BASE), cwd: folder, gzip: true, ...reproducible }, asTheyCame);
}

function modeIn(source: string, path: string): number {
  return statSync(join(source, path), { throwIfNoEntry: false })?.mode ?? 0;
}
