import { lstat, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LockedDataFolder, lockDataFolder } from '@quartet/platform/data-folder';
import { stopPreviousPostmaster } from '@quartet/platform/embedded-postgres';
import { FOLDER_PREFIX, removeLocked } from './test-cluster.ts';

// A younger folder may belong to a run that has made it and not yet locked it.
const SURELY_LOCKED_AFTER_MS = 60_000;

/** Stops and removes the clusters of test runs that were killed before they could do so. */
export async function removeAbandonedClusters(parent = tmpdir()): Promise<void> {
  const names = await readdir(parent);
  for (const name of names.filter((candidate) => candidate.startsWith(FOLDER_PREFIX))) {
    const dataFolder = await lockAbandoned(join(parent, name));
    if (!dataFolder) continue;
    await stopPreviousPostmaster(dataFolder, () => undefined);
    await removeLocked(dataFolder);
  }
}

async function lockAbandoned(folder: string): Promise<LockedDataFolder | undefined> {
  try {
    const stats = await lstat(folder);
    const own = stats.isDirectory() && stats.uid === process.getuid?.();
    if (!own || Date.now() - stats.mtimeMs < SURELY_LOCKED_AFTER_MS) return undefined;
    return await lockDataFolder(folder);
  } catch {
    return undefined; // in use, or another run is removing it at this moment
  }
}
