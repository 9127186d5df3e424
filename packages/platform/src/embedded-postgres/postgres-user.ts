import { execFile, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Binaries, program } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { postgresAccount } from './postgres-account.ts';
import { publishBinaries } from './publish-binaries.ts';

/**
 * As whom PostgreSQL's programs run. PostgreSQL refuses user id 0, so when
 * Quartet runs as root it needs another: preferably one that root only appears
 * to be inside a user namespace, since its files still belong to root and no
 * folder on the way needs to be opened to others.
 */
export type PostgresUser =
  | { readonly kind: 'self' }
  | { readonly kind: 'user-namespace' }
  | { readonly kind: 'account'; readonly uid: number; readonly gid: number };

interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>;
}

/** How to run a program as that user; signals sent to the child reach the program itself. */
export function invocation(user: PostgresUser, file: string, args: readonly string[]): Invocation {
  // Not the caller's environment: PGPORT, PGDATA and the like would change settings.
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  // The working directory may be closed to the account.
  const options = { cwd: '/', env };
  switch (user.kind) {
    case 'self':
      return { command: file, args, options };
    case 'user-namespace':
      return { command: 'unshare', args: [...ASSUME_NOBODY, file, ...args], options };
    case 'account':
      return { command: file, args, options: { ...options, uid: user.uid, gid: user.gid } };
  }
}

// Without --fork, so that unshare becomes the program and keeps its process id.
// The id has to have a name: initdb looks it up.
const ASSUME_NOBODY = ['--user', '--map-user=nobody', '--map-group=65534'];

interface Place {
  readonly dataDir: string;
  readonly cluster: string;
  readonly binaries: Binaries;
  readonly userNamespaceWorks: typeof userNamespaceWorks;
}

/**
 * Chooses the user, and sees to it that the user reaches the programs and the
 * data folder.
 *
 * @throws {EmbeddedPostgresError} when no user can reach the data folder.
 */
export async function choosePostgresUser(place: Place): Promise<{ user: PostgresUser; binaries: Binaries }> {
  if (process.getuid?.() !== 0) return { user: { kind: 'self' }, binaries: place.binaries };
  // Another user's folder stays theirs: it is as good as an account, and they may start it next.
  const owner = (await ownerOf(place.cluster)) ?? (await ownerOf(place.dataDir));
  const belongsToRoot = owner === undefined || owner.uid === 0;
  if (belongsToRoot && (await place.userNamespaceWorks(place))) {
    return { user: { kind: 'user-namespace' }, binaries: place.binaries };
  }
  const account = belongsToRoot ? await postgresAccount() : owner;
  return useAccount(place, { kind: 'account', ...account });
}

/** Whether PostgreSQL's programs run, and the data folder is writable, in a user namespace of root. */
export function userNamespaceWorks({
  dataDir,
  binaries,
}: Pick<Place, 'dataDir' | 'binaries'>): Promise<boolean> {
  return canUse({ kind: 'user-namespace' }, [
    ['-x', program(binaries, 'postgres')],
    ['-w', dataDir],
  ]);
}

type FileTest = readonly [operator: '-x' | '-w', path: string];

async function canUse(user: PostgresUser, tests: readonly FileTest[]): Promise<boolean> {
  const script = 'while [ $# -gt 0 ]; do test "$1" "$2" || exit 1; shift 2; done';
  const { command, args, options } = invocation(user, 'sh', ['-c', script, 'sh', ...tests.flat()]);
  const child = spawn(command, args, { ...options, stdio: 'ignore' });
  try {
    const [exitCode] = await once(child, 'exit');
    return exitCode === 0;
  } catch {
    return false; // unshare is not installed
  }
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats && { uid: stats.uid, gid: stats.gid };
}

type Account = PostgresUser & { kind: 'account' };

async function useAccount(
  { dataDir, cluster, binaries }: Place,
  account: Account,
): Promise<{ user: PostgresUser; binaries: Binaries }> {
  // Others may pass through to the cluster; every file beside it keeps its own mode.
  await chmod(dataDir, 0o711);
  if (!(await canUse(account, [['-x', dataDir]]))) {
    throw new EmbeddedPostgresError(unreachableMessage(dataDir), { code: 'data_folder_unreachable' });
  }
  await giveTo(account, cluster);
  const reachable = await canUse(account, [['-x', program(binaries, 'postgres')]]);
  return { user: account, binaries: reachable ? binaries : await publishBinaries(binaries) };
}

/** Hands a file, or a folder with all it holds, to the user that PostgreSQL runs as. */
export async function giveTo(user: PostgresUser, path: string): Promise<void> {
  if (user.kind !== 'account') return;
  const owner = await ownerOf(path);
  if (!owner || owner.uid === user.uid) return;
  await promisify(execFile)('chown', ['-R', `${user.uid}:${user.gid}`, path]);
}

function unreachableMessage(dataDir: string): string {
  return (
    `PostgreSQL does not run as root, and the account that it would run as cannot reach ${dataDir}: ` +
    'a folder above it is closed to other users, and user namespaces are not available here. ' +
    'Set QUARTET_DATA_DIR to a folder that other users can reach (as /var/lib/quartet/data), or run Quartet as another user than root.'
  );
}
