import { access, constants, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A data folder that this process alone may use, until `release` or its end. */
export interface LockedDataFolder {
  /** Absolute path. */
  readonly path: string;
  release(): Promise<void>;
}

/** Another living process holds the data folder. */
export class DataFolderLockedError extends Error {
  override readonly name = 'DataFolderLockedError';
}

/** This user may not write to the data folder. */
export class DataFolderNotWritableError extends Error {
  override readonly name = 'DataFolderNotWritableError';
}

/**
 * Creates the folder (0700) if it is missing and locks it against every other
 * Quartet process. Keep the returned object for as long as the folder is used:
 * the lock goes with it.
 *
 * The lock is SQLite's file lock, so the kernel frees it when the process dies,
 * however it dies; there is no stale lock to clean up.
 *
 * @throws {DataFolderLockedError} naming the process that holds the folder.
 * @throws {DataFolderNotWritableError}
 */
export async function lockDataFolder(folder: string): Promise<LockedDataFolder> {
  const path = resolve(folder);
  const holderFile = join(path, 'lock.pid');
  const lockFile = join(path, 'lock.sqlite');
  await makeWritable(path, lockFile);
  const lock = acquire(lockFile);
  if (!lock) throw new DataFolderLockedError(await inUseMessage(path, holderFile));
  await rm(holderFile, { force: true });
  await writeFile(holderFile, `${process.pid}\n`);
  return {
    path,
    async release() {
      if (!lock.isOpen) return;
      await rm(holderFile, { force: true });
      lock.close();
    },
  };
}

async function makeWritable(path: string, lockFile: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    // A lock file that is only readable would not lock: SQLite then begins a read transaction.
    // It must not be opened to find out: the kernel drops a process's locks with any closed descriptor.
    await access(lockFile, constants.W_OK).catch(ignoreMissing);
  } catch (cause) {
    throw new DataFolderNotWritableError(
      `The data folder ${path} cannot be written to by this user (${String(cause)}). ` +
        'If another user made it, start Quartet as that user, or choose another folder with QUARTET_DATA_DIR.',
      { cause },
    );
  }
}

function ignoreMissing(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
  throw error;
}

function acquire(lockFile: string): DatabaseSync | undefined {
  const lock = new DatabaseSync(lockFile);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5;
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

async function inUseMessage(path: string, holderFile: string): Promise<string> {
  const holder = (await readFile(holderFile, 'utf8').catch(() => '')).trim();
  const who = holder ? `process ${holder}` : 'another process';
  return (
    `The data folder ${path} is in use by ${who}. ` +
    'Stop that process, or give this one a folder of its own with QUARTET_DATA_DIR.'
  );
}
