import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LockedDataFolder, lockDataFolder } from '@quartet/platform/data-folder';
import {
  disposableSettings,
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  freePort,
  startEmbeddedPostgres,
} from '@quartet/platform/embedded-postgres';
import { migrate } from '@quartet/platform/migrate';
import { runAsSuperuser } from './run-as-superuser.ts';

export const FOLDER_PREFIX = 'quartet-test-';

export interface ClusterUrls {
  readonly superuserUrl: string;
  readonly ownerUrl: string;
  readonly serviceUrl: string;
}

export interface TestCluster {
  readonly urls: ClusterUrls;
  remove(): Promise<void>;
}

/** Starts a cluster in a temporary folder and makes its database `quartet` a migrated template. */
export async function startTestCluster(): Promise<TestCluster> {
  await using undo = new AsyncDisposableStack();
  const dataFolder = await lockDataFolder(await mkdtemp(join(tmpdir(), FOLDER_PREFIX)));
  undo.defer(() => removeLocked(dataFolder));
  const postgres = await startOnFreePort(dataFolder);
  undo.defer(() => postgres.stop());
  undo.defer(stopAtExit(postgres));
  const { superuserUrl, ownerUrl, serviceUrl } = postgres;
  await migrate({ url: ownerUrl });
  // Cloning needs a template that nobody is connected to.
  await runAsSuperuser(superuserUrl, 'alter database quartet with is_template true allow_connections false');
  const whole = undo.move();
  return { urls: { superuserUrl, ownerUrl, serviceUrl }, remove: () => whole.disposeAsync() };
}

export async function removeLocked(dataFolder: LockedDataFolder): Promise<void> {
  await rm(dataFolder.path, { recursive: true, force: true });
  await dataFolder.release();
}

/**
 * On a signal Vitest exits without waiting for its teardown. The server is told to stop then; its folder,
 * in which it still writes for a moment, is left to the next run.
 */
function stopAtExit(postgres: EmbeddedPostgres): () => void {
  const onExit = () => void postgres.stop(); // sends the first signal before it returns
  process.once('exit', onExit);
  return () => process.off('exit', onExit);
}

/** Between finding a free port and using it another program may take it. */
async function startOnFreePort(dataFolder: LockedDataFolder): Promise<EmbeddedPostgres> {
  for (let attemptsLeft = 4; ; attemptsLeft -= 1) {
    try {
      return await startEmbeddedPostgres({
        dataFolder,
        port: await freePort(),
        secrets: { superuserPassword: 'superuser', ownerPassword: 'owner', servicePassword: 'service' },
        // It reports each error that a test provokes; what fails a start is in the error thrown.
        log: () => undefined,
        settings: disposableSettings,
      });
    } catch (error) {
      const taken = error instanceof EmbeddedPostgresError && error.code === 'port_taken';
      if (!taken || attemptsLeft === 0) throw error;
    }
  }
}
