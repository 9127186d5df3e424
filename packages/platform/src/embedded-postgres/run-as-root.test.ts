import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandbox, query, type Sandbox, sandboxAt } from './testing/sandbox.ts';

const isRoot = process.getuid?.() === 0;
const withoutUserNamespaces = () => Promise.resolve(false);
const currentUser = (url: string) => query(url, 'select current_user as role');

let closedFolder: string;

beforeEach(async () => {
  closedFolder = await mkdtemp(join(tmpdir(), 'quartet-closed-'));
  await chmod(closedFolder, 0o700);
});

afterEach(() => rm(closedFolder, { recursive: true, force: true }));

const belowClosedFolder = (): Sandbox => sandboxAt(join(closedFolder, 'clone', '.data'));

test('PostgreSQL runs below a folder that is closed to all other users', async () => {
  await using sandbox = belowClosedFolder();
  const { serviceUrl } = await sandbox.start();
  expect(await currentUser(serviceUrl)).toEqual([{ role: 'quartet_service' }]);
});

test('without user namespaces, it runs as a user other than root, from one start to the next', async () => {
  await using sandbox = await createSandbox();
  await sandbox.start({ userNamespaceWorks: withoutUserNamespaces });
  await sandbox.stop();
  expect((await stat(join(sandbox.path, 'postgres'))).uid).not.toBe(0);

  const { serviceUrl } = await sandbox.start();
  expect(await currentUser(serviceUrl)).toEqual([{ role: 'quartet_service' }]);
});

test('a cluster made in a user namespace is kept when user namespaces go away', async () => {
  await using sandbox = await createSandbox();
  await sandbox.start();
  await sandbox.stop();
  const { serviceUrl } = await sandbox.start({ userNamespaceWorks: withoutUserNamespaces });
  expect(await currentUser(serviceUrl)).toEqual([{ role: 'quartet_service' }]);
});

test.runIf(isRoot)('root is told to move the data when no other user can reach it', async () => {
  await using sandbox = belowClosedFolder();
  const refusal = await sandbox
    .start({ userNamespaceWorks: withoutUserNamespaces })
    .catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'data_folder_unreachable' });
  expect(String(refusal)).toContain('QUARTET_DATA_DIR');
});
