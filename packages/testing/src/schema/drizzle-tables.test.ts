import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../postgres/index.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const SOURCES = '{modules/*/src,packages/*/src}/**';

/** Modules that read a table of another one and never write it, by file. */
const READ_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'modules/api-keys/src/schema.ts': ['users'],
  'modules/teams/src/schema.ts': ['users'],
};

/** `type` or `type not null` by column. */
type Columns = Record<string, string>;
interface Definition {
  file: string;
  table: string;
  columns: Columns;
}

const definitions = await drizzleTables();
let database: TestDatabase;
let real: Map<string, Columns>;

beforeAll(async () => {
  database = await createTestDatabase();
  real = await tablesOf(database);
});
afterAll(() => database.drop());

test.each(definitions)('$table in $file agrees with the database', ({ table, columns }) => {
  const found = real.get(table) ?? {};
  expect(columns).toEqual(Object.fromEntries(Object.keys(columns).map((name) => [name, found[name]])));
});

test('each table is declared once, by its owner and with all of its columns', () => {
  const own = definitions.filter(({ file, table }) => !READ_ELSEWHERE[file]?.includes(table));
  const tables = own.map(({ table }) => table);
  expect(tables).toEqual([...new Set(tables)]);
  for (const { table, columns } of own) {
    expect(Object.keys(columns).sort()).toEqual(Object.keys(real.get(table) ?? {}).sort());
  }
});

test('tables are declared in files named schema.ts alone', () => {
  const files = globSync(`${SOURCES}/*.ts`, { cwd: ROOT }).filter(
    (file) => !file.endsWith('/schema.ts') && !file.endsWith('.test.ts'),
  );
  expect(files.filter((file) => readFileSync(join(ROOT, file), 'utf8').includes('pgTable('))).toEqual([]);
});

async function drizzleTables(): Promise<Definition[]> {
  const files = globSync(`${SOURCES}/schema.ts`, { cwd: ROOT }).sort();
  const tables = await Promise.all(
    files.map(async (file) => {
      const exports: Record<string, unknown> = await import(join(ROOT, file));
      return Object.values(exports).flatMap((value) =>
        is(value, PgTable) ? [definitionOf(file, value)] : [],
      );
    }),
  );
  return tables.flat();
}

function definitionOf(file: string, table: PgTable): Definition {
  const { name, columns } = getTableConfig(table);
  const described = columns.map((column) => [
    column.name,
    describeColumn(column.getSQLType(), column.notNull),
  ]);
  return { file, table: name, columns: Object.fromEntries(described) };
}

async function tablesOf({ ownerUrl }: TestDatabase): Promise<Map<string, Columns>> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ table: string; column: string; type: string; not_null: boolean }>(`
    select relname as table, attname as column, format_type(atttypid, atttypmod) as type, attnotnull as not_null
      from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`);
  await client.end();
  const byTable = Map.groupBy(rows, (row) => row.table);
  return new Map(
    [...byTable].map(([table, columns]) => [
      table,
      Object.fromEntries(
        columns.map(({ column, type, not_null }) => [column, describeColumn(type, not_null)]),
      ),
    ]),
  );
}

function describeColumn(type: string, notNull: boolean): string {
  return notNull ? `${type} not null` : type;
}
