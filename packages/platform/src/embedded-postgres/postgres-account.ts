import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './errors.ts';

const run = promisify(execFile);
const NAME = 'postgres';

/** The system account `postgres`, created if the system has none. Only root may call this. */
export async function postgresAccount(): Promise<{ uid: number; gid: number }> {
  return (await findAccount()) ?? (await createAccount());
}

async function findAccount(): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', NAME]), run('id', ['-g', NAME])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined; // id fails for an unknown name
  }
}

async function createAccount(): Promise<{ uid: number; gid: number }> {
  const options = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
  try {
    await run('useradd', [...options, NAME]);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and the system account "${NAME}" could not be created. ` +
        'Create it, or run Quartet as another user than root.',
      { code: 'no_account', cause },
    );
  }
  const account = await findAccount();
  if (!account) throw new EmbeddedPostgresError(`useradd made no account "${NAME}".`, { code: 'no_account' });
  return account;
}
