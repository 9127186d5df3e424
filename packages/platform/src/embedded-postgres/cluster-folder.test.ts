import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSandbox } from './testing/sandbox.ts';

test('another major version is refused with both versions and the ways out', async () => {
  await using sandbox = await createSandbox();
  await mkdir(join(sandbox.path, 'postgres'));
  await writeFile(join(sandbox.path, 'postgres', 'PG_VERSION'), '17\n');
  const refusal = await sandbox.start().catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'version_mismatch' });
  expect(String(refusal)).toMatch(/PostgreSQL 17.*PostgreSQL 18[\s\S]*pg_dump[\s\S]*mv [\s\S]*pg_restore/);
});

test('a folder that holds something else is refused instead of overwritten', async () => {
  await using sandbox = await createSandbox();
  await mkdir(join(sandbox.path, 'postgres', 'base'), { recursive: true });
  await expect(sandbox.start()).rejects.toMatchObject({ code: 'cluster_incomplete' });
  expect(await readdir(join(sandbox.path, 'postgres'))).toEqual(['base']);
});
