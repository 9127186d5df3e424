import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diff } from 'node:util';
import { lockDataFolder } from '../data-folder/index.ts';
import { disposableSettings, freePort, startEmbeddedPostgres } from '../embedded-postgres/index.ts';
import { dumpSchema } from './dump-schema.ts';
import { migrate } from './migrate.ts';

const DEFAULT_FILE = join(import.meta.dirname, '../../../../db/schema.sql');

const HEADER = `-- The schema that db/migrations make. Written by \`npm run quartet -- migrate --dump\`; not to be edited.\n\n`;

/** Writes the schema that the migrations make into `file`. */
export async function writeSchema(file = DEFAULT_FILE): Promise<void> {
  await writeFile(file, await migratedSchema());
}

/**
 * How `file` differs from the schema that the migrations make: the lines that are too many in it with `-`,
 * those that it lacks with `+`; empty when there is no drift.
 */
export async function schemaDrift(file = DEFAULT_FILE): Promise<string[]> {
  const committed = await readFile(file, 'utf8');
  const schema = await migratedSchema();
  const marks = { [-1]: '-', 0: '', 1: '+' };
  return diff(linesOf(schema), linesOf(committed))
    .filter(([operation]) => operation !== 0)
    .map(([operation, line]) => `${marks[operation]} ${line}`);
}

/** Migrates a PostgreSQL of its own, in a temporary folder. */
async function migratedSchema(): Promise<string> {
  await using undo = new AsyncDisposableStack();
  const dataFolder = await lockDataFolder(await mkdtemp(join(tmpdir(), 'quartet-schema-')));
  undo.defer(() => dataFolder.release());
  undo.defer(() => rm(dataFolder.path, { recursive: true, force: true }));
  const { ownerUrl: url, stop } = await startEmbeddedPostgres({
    dataFolder,
    port: await freePort(),
    secrets: { superuserPassword: 'superuser', ownerPassword: 'owner', servicePassword: 'service' },
    log: () => undefined,
    settings: disposableSettings,
  });
  undo.defer(stop);
  await migrate({ url });
  return HEADER + (await dumpSchema({ url }));
}

function linesOf(text: string): string[] {
  return text.replaceAll('\r\n', '\n').split('\n');
}
