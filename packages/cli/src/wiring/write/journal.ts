import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type FileChange, readIfThere, sameContent } from '../tree/tree.ts';

/**
 * The journal makes the write of several files all or nothing. New contents and the old ones are staged in
 * `.quartet/journal`; then the intent is written, which is the moment that counts: with it the write is carried on
 * after a crash, without it the journal is thrown away. The staged files stay until the end, so that carrying on, and
 * going back, can be repeated as often as it takes.
 */
const intentSchema = z.strictObject({
  direction: z.enum(['forward', 'back']),
  /** Each file has the number of its place as its name in the stage. */
  files: z.array(z.strictObject({ path: z.string(), hasBefore: z.boolean(), hasAfter: z.boolean() })),
});

type Intent = z.infer<typeof intentSchema>;

/** What a write does to the file system, one step at a time; tests stop it in the middle. */
export interface FileSteps {
  rename(from: string, to: string): void;
}

export const nodeFileSteps: FileSteps = { rename: renameSync };

/** Stages the changes and the intent to make them. Nothing of the workspace itself is touched. */
export function stageJournal(root: string, changes: readonly FileChange[], steps: FileSteps): void {
  discard(root);
  for (const folder of ['before', 'after', 'ready'])
    mkdirSync(join(folderIn(root), folder), { recursive: true });
  changes.forEach(({ path, before, after }, index) => {
    const mode = modeOf(join(root, path));
    if (before !== undefined) writeDurably(join(folderIn(root), 'before', String(index)), before, mode);
    if (after !== undefined) writeDurably(join(folderIn(root), 'after', String(index)), after, mode);
  });
  for (const folder of ['before', 'after']) syncFolder(join(folderIn(root), folder));
  const files = changes.map(({ path, before, after }) => {
    return { path, hasBefore: before !== undefined, hasAfter: after !== undefined };
  });
  writeIntent(root, { direction: 'forward', files }, steps);
}

/**
 * Carries a staged write to its end; where that fails, takes back what is written already.
 *
 * @throws the error that stopped it; the workspace is as it was.
 */
export function carryOut(root: string, steps: FileSteps): void {
  const intent = readIntent(root);
  if (!intent) {
    discard(root);
    return;
  }
  try {
    place(root, intent, steps);
  } catch (error) {
    if (intent.direction === 'back') throw error;
    writeIntent(root, { ...intent, direction: 'back' }, nodeFileSteps);
    carryOut(root, nodeFileSteps);
    throw error;
  }
  discard(root);
}

/** Whether a write was cut short, or is under way. */
export function hasJournal(root: string): boolean {
  return existsSync(folderIn(root));
}

/** The first file of an unfinished write that is neither as it was nor as it is to be: somebody else wrote it. */
export function changedSince(root: string): string | undefined {
  return readIntent(root)?.files.find(({ path, hasBefore, hasAfter }, index) => {
    const now = readIfThere(join(root, path));
    const staged = (stage: string) => readIfThere(join(folderIn(root), stage, String(index)));
    const before = hasBefore ? staged('before') : undefined;
    const after = hasAfter ? staged('after') : undefined;
    return !sameContent(now, before) && !sameContent(now, after);
  })?.path;
}

function place(root: string, { direction, files }: Intent, steps: FileSteps): void {
  const stage = direction === 'forward' ? 'after' : 'before';
  for (const [index, { path, hasBefore, hasAfter }] of files.entries()) {
    const target = realPath(join(root, path));
    const isThere = direction === 'forward' ? hasAfter : hasBefore;
    const content = isThere ? readIfThere(join(folderIn(root), stage, String(index))) : undefined;
    // What could not be written can no more be taken back, and need not be.
    if (sameContent(readIfThere(target), content)) continue;
    if (!isThere) {
      rmSync(target, { force: true });
      continue;
    }
    const ready = join(folderIn(root), 'ready', String(index));
    mkdirSync(dirname(target), { recursive: true });
    twin(join(folderIn(root), stage, String(index)), ready);
    steps.rename(ready, target);
    syncFolder(dirname(target));
  }
}

/** A second name for the staged file: it needs no room on a full disk. */
function twin(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

function writeIntent(root: string, intent: Intent, steps: FileSteps): void {
  const draft = `${intentFile(root)}.draft`;
  writeDurably(draft, JSON.stringify(intent), 0o644);
  steps.rename(draft, intentFile(root));
  syncFolder(folderIn(root));
}

function hasIntent(root: string): boolean {
  return existsSync(intentFile(root));
}

function readIntent(root: string): Intent | undefined {
  return hasIntent(root) ? intentSchema.parse(JSON.parse(readFileSync(intentFile(root), 'utf8'))) : undefined;
}

/** The intent goes first: what is left without it is waste. */
function discard(root: string): void {
  rmSync(intentFile(root), { force: true });
  rmSync(folderIn(root), { recursive: true, force: true });
}

function folderIn(root: string): string {
  return join(root, '.quartet', 'journal');
}

function intentFile(root: string): string {
  return join(folderIn(root), 'intent.json');
}

/** A rename over a symbolic link would replace the link. */
function realPath(file: string): string {
  return existsSync(file) ? realpathSync(file) : file;
}

function modeOf(file: string): number {
  return (statSync(file, { throwIfNoEntry: false })?.mode ?? 0o644) & 0o777;
}

function writeDurably(file: string, content: string | Uint8Array, mode: number): void {
  writeFileSync(file, content, { mode, flush: true });
}

/** So that names are on the disk too; Windows does not open folders. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
