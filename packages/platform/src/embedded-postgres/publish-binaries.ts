import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';

// A folder that only root can write to: what is run from it cannot be planted there.
const SHARED_FOLDER = '/var/lib/quartet';

/** Copies the programs (60 MB, once a version) to where every user of the machine can run them. */
export async function publishBinaries(binaries: Binaries, sharedFolder = SHARED_FOLDER): Promise<Binaries> {
  const published = { ...binaries, folder: join(sharedFolder, `postgresql-${binaries.version}`) };
  if (await exists(published.folder)) return published;
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
  const copy = await mkdtemp(`${published.folder}.partial-`);
  try {
    await cp(binaries.folder, join(copy, 'native'), { recursive: true, verbatimSymlinks: true });
    await rename(join(copy, 'native'), published.folder);
  } catch (error) {
    // Another process that was faster is as good.
    if (!(await exists(published.folder))) throw error;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
  return published;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
