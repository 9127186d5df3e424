import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { schemaDrift, writeSchema } from './schema-drift.ts';

test('of a written schema that was changed the changed lines are drift, line endings are not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quartet-drift-'));
  const file = join(folder, 'schema.sql');
  await writeSchema(file);
  const schema = await readFile(file, 'utf8');
  await writeFile(
    file,
    schema.replace('  full_name text,\n', '  full_name text not null,\n').replaceAll('\n', '\r\n'),
  );
  expect((await schemaDrift(file)).sort()).toEqual(['+   full_name text,', '-   full_name text not null,']);
  await rm(folder, { recursive: true });
}, 120_000);
