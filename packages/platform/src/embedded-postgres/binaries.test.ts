import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { locateBinaries } from './binaries.ts';
import { publishBinaries } from './publish-binaries.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quartet-binaries-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test('links that npm did not make are made', async () => {
  const before = await locateBinaries();
  const link = join(before.folder, 'lib', 'libpgtypes.so'); // only compilers use it
  const target = await readlink(link);
  await rm(link);
  await locateBinaries();
  expect(await readlink(link)).toBe(target);
});

test('published programs are a whole copy, which later starts share', async () => {
  const binaries = { folder: join(folder, 'installed'), version: '18.4' };
  await mkdir(join(binaries.folder, 'lib'), { recursive: true });
  await writeFile(join(binaries.folder, 'lib', 'libpq.so.5.18'), 'library');
  await symlink('libpq.so.5.18', join(binaries.folder, 'lib', 'libpq.so'));
  const shared = join(folder, 'shared');

  const [one, two] = await Promise.all([
    publishBinaries(binaries, shared),
    publishBinaries(binaries, shared),
  ]);
  expect(one).toEqual(two);
  expect(await readdir(shared)).toEqual(['postgresql-18.4']);
  expect(await readFile(join(one.folder, 'lib', 'libpq.so'), 'utf8')).toBe('library');
  expect((await lstat(join(one.folder, 'lib', 'libpq.so'))).isSymbolicLink()).toBe(true);
});
