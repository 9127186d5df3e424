import { join } from 'node:path';
import { WiringError } from '../errors.ts';
import { changesOf, type FileChange, readIfThere, sameContent, type Tree } from '../tree/tree.ts';
import {
  carryOut,
  changedSince,
  type FileSteps,
  hasJournal,
  nodeFileSteps,
  stageJournal,
} from './journal.ts';
import { withWorkspaceLock } from './workspace-lock.ts';

/**
 * Writes all changes of a tree or none. The caller holds the lock of the workspace.
 *
 * @throws {WiringError} when a file is no longer as the plan read it, or cannot be written.
 */
export function writeTree(tree: Tree, steps: FileSteps = nodeFileSteps): FileChange[] {
  const changes = changesOf(tree);
  const stale = changes.find(({ path, before }) => !sameContent(before, readIfThere(join(tree.root, path))));
  if (stale)
    throw new WiringError(
      `${stale.path} was changed while the command ran. Nothing was written; try again.`,
      { code: 'changed_meanwhile' },
    );
  if (changes.length === 0) return changes;
  try {
    stageJournal(tree.root, changes, steps);
    carryOut(tree.root, steps);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WiringError(`The files could not be written, and are as they were: ${reason}`, {
      code: 'not_written',
      cause,
    });
  }
  return changes;
}

/**
 * Ends a write that a crash has cut short: carries it on if it had been decided, and otherwise throws it away.
 *
 * @returns whether there was one.
 */
export async function completeJournal(root: string): Promise<boolean> {
  if (!hasJournal(root)) return false;
  return withWorkspaceLock(root, async () => completeJournalLocked(root));
}

/** The same for a caller that holds the lock of the workspace. */
export function completeJournalLocked(root: string): boolean {
  if (!hasJournal(root)) return false;
  const changed = changedSince(root);
  if (changed !== undefined)
    throw new WiringError(
      `${changed} was changed after a command had been killed in the middle of writing it, and is not overwritten. Take your change back so that the command can be finished, or remove .quartet/journal to keep all files as they are now.`,
      { code: 'changed_meanwhile' },
    );
  carryOut(root, nodeFileSteps);
  return true;
}
