import { execFile } from 'node:child_process';
import { mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Binaries, program } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { giveTo, invocation, type PostgresUser } from './postgres-user.ts';

/**
 * Makes the cluster beside its place and moves it there when it is complete and
 * on disk, so that a kill at any moment leaves a whole cluster or none.
 */
export async function createCluster({
  cluster,
  binaries,
  user,
  superuserPassword,
}: {
  readonly cluster: string;
  readonly binaries: Binaries;
  readonly user: PostgresUser;
  readonly superuserPassword: string;
}): Promise<void> {
  await removeHalfMadeClusters(cluster);
  const workshop = await mkdtemp(`${cluster}.partial-`);
  try {
    const passwordFile = join(workshop, 'password');
    await writeFile(passwordFile, superuserPassword, { mode: 0o600 });
    await giveTo(user, workshop);
    const newCluster = join(workshop, 'cluster');
    await initdb({ binaries, user, newCluster, passwordFile });
    await rename(newCluster, cluster);
    await flushFolder(dirname(cluster));
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function removeHalfMadeClusters(cluster: string): Promise<void> {
  const parent = dirname(cluster);
  const names = await readdir(parent);
  const halfMade = names.filter((name) => name.startsWith(`${basename(cluster)}.partial-`));
  // Retried, because an initdb whose parent was killed may still be writing.
  const options = { recursive: true, force: true, maxRetries: 10 };
  await Promise.all(halfMade.map((name) => rm(join(parent, name), options)));
}

async function initdb({
  binaries,
  user,
  newCluster,
  passwordFile,
}: {
  readonly binaries: Binaries;
  readonly user: PostgresUser;
  readonly newCluster: string;
  readonly passwordFile: string;
}): Promise<void> {
  const { command, args, options } = invocation(user, program(binaries, 'initdb'), [
    `--pgdata=${newCluster}`,
    '--encoding=UTF8',
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--no-instructions',
  ]);
  try {
    await promisify(execFile)(command, args, options);
  } catch (cause) {
    const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new EmbeddedPostgresError(
      `initdb could not create the PostgreSQL cluster: ${output || String(cause)}`,
      { code: 'cluster_creation_failed', cause },
    );
  }
}

/** Makes the move durable: without it a power failure could undo it after the first commits. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
