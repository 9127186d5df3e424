import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../workspace.ts';
import { WiringError } from '../errors.ts';

/** A command type-checks a service while it has the lock, which takes long on a busy machine. */
const PATIENCE_MS = 60_000;

interface Lock {
  withLock<Result>(
    path: string,
    options: {
      work: () => Promise<Result>;
      onWait: (pid: number | 'unknown') => void;
      patienceMs?: number;
    },
  ): Promise<Result>;
}

/**
 * Runs `work` while no other command changes the workspace.
 *
 * @throws {WiringError} `busy` when another one still does after a minute.
 */
export async function withWorkspaceLock<Result>(
  root: string,
  work: () => Promise<Result>,
  patienceMs = PATIENCE_MS,
): Promise<Result> {
  const { withLock }: Lock = await import(pathToFileURL(join(ROOT, 'bin/lock.js')).href);
  const folder = join(root, '.quartet');
  mkdirSync(folder, { recursive: true });
  let owner: number | 'unknown' = 'unknown';
  const onWait = (pid: number | 'unknown') => {
    owner = pid;
  };
  try {
    return await withLock(join(folder, 'lock'), { work, onWait, patienceMs });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'LOCKED')) throw error;
    throw new WiringError(
      `Process ${owner} is changing this workspace. Try again when it has ended; if it is no Quartet, remove ${join(folder, 'lock')}.`,
      { code: 'busy', cause: error },
    );
  }
}
