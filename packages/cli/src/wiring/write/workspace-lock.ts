import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../workspace.ts';
import { WiringError } from '../errors.ts';

/** Enough for most commands to end; a person does not wait longer without a word. */
const PATIENCE_MS = 10_000;

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
 * @throws {WiringError} `busy` when another one still does after ten seconds.
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
