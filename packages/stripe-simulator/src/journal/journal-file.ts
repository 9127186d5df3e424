import { appendFileSync, closeSync, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DataFolderLockedError, type LockedDataFolder, lockDataFolder } from '@quartet/platform/data-folder';
import type { Entry } from './entry.ts';
import { JournalError } from './journal-error.ts';
import { type JournalContents, readEntries } from './read-entries.ts';

/** A file of entries, one a line. */
export interface Journal extends JournalContents {
  seed: string;
  /** Written whole when this returns: what was answered afterwards survives the end of the process. */
  append(entry: Entry): void;
  close(): Promise<void>;
}

/**
 * Opens or begins the journal at `path`, readable by its owner alone, and keeps every other simulator off it until it
 * is closed or the process ends.
 *
 * @param seed of a new journal; one that exists keeps its own.
 * @throws {JournalError} when another simulator has it, or when a line of it is damaged
 */
export async function openJournal(path: string, seed: string): Promise<Journal> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const lock = await lockJournal(path);
  try {
    const contents = readEntries(path);
    const [first] = contents.entries;
    const file = openFor(path, first === undefined ? { op: 'begin', seed } : undefined);
    return {
      ...contents,
      seed: first?.op === 'begin' ? first.seed : seed,
      append: (entry) => appendTo(file, entry),
      async close() {
        closeSync(file);
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function lockJournal(path: string): Promise<LockedDataFolder> {
  const folder = `${path}.lock`;
  try {
    return await lockDataFolder(folder);
  } catch (error) {
    if (!(error instanceof DataFolderLockedError)) throw error;
    throw new JournalError(
      `Another Stripe simulator writes the journal ${path}; ${folder}/lock.pid has its process id. Stop that one, or ` +
        'give this one a journal of its own with STRIPE_SIMULATOR_JOURNAL.',
      { cause: error },
    );
  }
}

/** @param begin the first entry of a journal that is new; when it cannot be written, the file is closed again */
function openFor(path: string, begin: Entry | undefined): number {
  const file = openSync(path, 'a', 0o600);
  try {
    if (begin !== undefined) appendTo(file, begin);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** A write that fails halfway, as on a full disk, leaves nothing that the next entry would be glued to. */
function appendTo(file: number, entry: Entry): void {
  const { size } = fstatSync(file);
  try {
    appendFileSync(file, `${JSON.stringify(entry)}\n`);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  }
}
