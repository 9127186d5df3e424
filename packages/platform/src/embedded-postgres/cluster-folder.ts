import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';

/** Where the cluster lives in a data folder. */
export function clusterFolder(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/**
 * Whether the folder holds a cluster that PostgreSQL of this version can run.
 *
 * @param version of the programs, as in `18.4`; all minor versions of a major one share a format.
 * @throws {EmbeddedPostgresError} when it holds something else.
 */
export async function clusterState(cluster: string, version: string): Promise<'absent' | 'present'> {
  const files = await readdir(cluster).catch(ignoreMissing);
  if (!files?.length) return 'absent';
  const found = (await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(ignoreMissing))?.trim();
  if (!found) throw new EmbeddedPostgresError(incompleteMessage(cluster), { code: 'cluster_incomplete' });
  const [major = version] = version.split('.');
  if (found !== major) {
    throw new EmbeddedPostgresError(mismatchMessage(cluster, found, major), { code: 'version_mismatch' });
  }
  return 'present';
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

function incompleteMessage(cluster: string): string {
  return (
    `${cluster} is not empty and holds no PostgreSQL cluster (PG_VERSION is missing). ` +
    'Restore it from a backup, or move it away to start with an empty database.'
  );
}

function mismatchMessage(cluster: string, found: string, expected: string): string {
  return [
    `${cluster} was written by PostgreSQL ${found}; this Quartet brings PostgreSQL ${expected}, which cannot read it.`,
    'To keep the data:',
    '  1. Start it with the Quartet that wrote it, and dump it as the user postgres, whose password is in secrets.json',
    '     of the data folder: pg_dump --format=custom --file=quartet.dump postgres://postgres@127.0.0.1:<port>/quartet',
    `  2. Move the folder away: mv ${cluster} ${cluster}-${found}`,
    '  3. Start this Quartet, stop its services, and restore:',
    '     pg_restore --clean --if-exists --dbname=postgres://postgres@127.0.0.1:<port>/quartet quartet.dump',
    'To start with an empty database, do only step 2.',
  ].join('\n');
}
