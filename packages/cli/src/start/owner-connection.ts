import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFolderLockedError, type LockedDataFolder, lockDataFolder } from '@quartet/platform/data-folder';
import { clusterFolder, embeddedOwnerUrl } from '@quartet/platform/embedded-postgres';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { DATABASE_PORT_OFFSET } from '../port-offsets.ts';
import type { Settings } from '../settings.ts';
import { openDatabase } from './open-database.ts';

/**
 * Runs `work` with a connection as the owner of the schema: to the PostgreSQL of DATABASE_URL, to the embedded one
 * of a Quartet that runs, or to an embedded one that is started for it alone.
 */
export async function withOwnerConnection<Result>(
  settings: Settings,
  work: (ownerUrl: string) => Promise<Result>,
): Promise<Result> {
  const runningUrl = await runningOwnerUrl(settings);
  if (runningUrl) return work(runningUrl);
  await using resources = new AsyncDisposableStack();
  const dataFolder = await lockUnlessExternal(settings);
  if (dataFolder) resources.defer(() => dataFolder.release());
  const database = resources.use(
    await openDatabase({
      settings: settings.database,
      dataFolder,
      port: settings.portBase + DATABASE_PORT_OFFSET,
      onLine: () => undefined,
      onChange: () => undefined,
    }),
  );
  return await work(database.ownerUrl);
}

/** The embedded PostgreSQL of a Quartet that runs on the data folder, if one does. */
export async function runningOwnerUrl({ database, dataDir }: Settings): Promise<string | undefined> {
  if (database.kind === 'external' || !(await isLocked(dataDir))) return undefined;
  const ownerPassword = database.ownerPassword.reveal();
  return embeddedOwnerUrl({ port: await runningPort(dataDir), ownerPassword });
}

async function lockUnlessExternal({ database, dataDir }: Settings): Promise<LockedDataFolder | undefined> {
  return database.kind === 'embedded' ? lockDataFolder(dataDir) : undefined;
}

async function isLocked(dataDir: string): Promise<boolean> {
  if (!existsSync(dataDir)) return false;
  try {
    const folder = await lockDataFolder(dataDir);
    await folder.release();
    return false;
  } catch (error) {
    if (error instanceof DataFolderLockedError) return true;
    throw error;
  }
}

/** The fourth line of postmaster.pid is the port (PostgreSQL, src/include/utils/pidfile.h). */
async function runningPort(dataDir: string): Promise<number> {
  const file = join(clusterFolder(dataDir), 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const port = Number(lines[3]);
  if (port > 0) return port;
  throw new CommandError(
    `A Quartet uses ${dataDir}, and its PostgreSQL does not run (yet). Try again in a moment.`,
    {
      exitCode: EXIT.database,
    },
  );
}
