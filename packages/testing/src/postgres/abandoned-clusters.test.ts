import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataFolder } from '@quartet/platform/data-folder';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeAbandonedClusters } from './abandoned-clusters.ts';

let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'quartet-sweep-'));
});

afterEach(() => rm(parent, { recursive: true, force: true }));

async function makeFolder(name: string): Promise<string> {
  const folder = join(parent, name);
  await mkdir(join(folder, 'postgres'), { recursive: true });
  return folder;
}

async function makeOld(folder: string): Promise<void> {
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await utimes(folder, anHourAgo, anHourAgo);
}

test('a cluster whose run was killed is removed, and nothing else', async () => {
  const abandoned = await makeFolder('quartet-test-abandoned');
  await writeFile(join(abandoned, 'postgres', 'PG_VERSION'), '18\n');
  const running = await lockDataFolder(await makeFolder('quartet-test-running'));
  await makeFolder('quartet-test-starting');
  const stranger = await makeFolder('someone-elses');
  await Promise.all([abandoned, running.path, stranger].map(makeOld));

  await removeAbandonedClusters(parent);
  await running.release();
  expect((await readdir(parent)).sort()).toEqual([
    'quartet-test-running',
    'quartet-test-starting',
    'someone-elses',
  ]);
});
