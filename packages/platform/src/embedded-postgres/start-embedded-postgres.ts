import type { LockedDataFolder } from '../data-folder/index.ts';
import { locateBinaries } from './binaries.ts';
import { clusterFolder, clusterState } from './cluster-folder.ts';
import { createCluster } from './create-cluster.ts';
import { choosePostgresUser, userNamespaceWorks } from './postgres-user.ts';
import type { PostmasterExit } from './postmaster.ts';
import { startPostmaster } from './postmaster.ts';
import { stopPreviousPostmaster } from './previous-postmaster.ts';
import { type RolePasswords, setUpRoles } from './set-up-roles.ts';
import { durableSettings } from './settings.ts';

export interface EmbeddedPostgresOptions {
  /** Where the cluster lives, in its sub-folder `postgres`. */
  readonly dataFolder: LockedDataFolder;
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  readonly secrets: RolePasswords;
  /** Receives each line that PostgreSQL writes to its log. */
  readonly log: (line: string) => void;
  /** PostgreSQL settings by name, over the durable defaults. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Tells whether root may run PostgreSQL in a user namespace; tried out when absent. */
  readonly userNamespaceWorks?: typeof userNamespaceWorks;
}

export interface EmbeddedPostgres {
  readonly port: number;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** Connects as `quartet_owner`, which owns the database `quartet`: for migrations. */
  readonly ownerUrl: string;
  /** Connects as `quartet_service`, which owns nothing: for the services. */
  readonly serviceUrl: string;
  readonly superuserUrl: string;
  /** Settles when the postmaster ends, for whatever reason. */
  readonly exited: Promise<PostmasterExit>;
  /** Ends all sessions and the server: open transactions are rolled back, committed ones are kept. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on the data folder and returns when it accepts connections
 * and has its roles and database. Creates the cluster on the first start,
 * recovers from a crash, and takes over from a server that a dead Quartet left.
 *
 * @throws {EmbeddedPostgresError}
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataFolder, port, secrets, log } = options;
  const cluster = clusterFolder(dataFolder.path);
  const packaged = await locateBinaries();
  const state = await clusterState(cluster, packaged.version);
  const { user, binaries } = await choosePostgresUser({
    dataDir: dataFolder.path,
    cluster,
    binaries: packaged,
    userNamespaceWorks: options.userNamespaceWorks ?? userNamespaceWorks,
  });

  if (state === 'absent') {
    await createCluster({ cluster, binaries, user, superuserPassword: secrets.superuserPassword });
  } else {
    await stopPreviousPostmaster(dataFolder, log);
  }
  const settings = { ...durableSettings, ...options.settings };
  const postmaster = await startPostmaster({ cluster, binaries, user, port, settings, log });
  try {
    return { port, ...postmaster, ...(await setUpRoles({ port, passwords: secrets })) };
  } catch (error) {
    await postmaster.stop();
    throw error;
  }
}
