import pg from 'pg';
import {
  FOREIGN_KEYS,
  FUNCTION_COMMENTS,
  FUNCTIONS,
  INDEXES,
  OTHER_GRANTS,
  POLICIES,
  ROW_SECURITY,
  TABLE_COMMENTS,
  TABLE_GRANTS,
  TABLES,
  TRIGGERS,
  UNKNOWN_OBJECTS,
} from './catalogue.sql.ts';

/**
 * The schema `public` as SQL that makes it again in an empty database with the same roles: tables, each with
 * its indexes, rights and comments; functions; foreign keys; triggers; policies. Two databases with the same
 * schema give the same text, however they came to it.
 *
 * @throws when the schema has kinds of objects that would be left out
 */
export async function dumpSchema({ url }: { url: string }): Promise<string> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=public' });
  await client.connect();
  try {
    await refuseUnknownObjects(client);
    const parts = [
      ...(await tables(client)),
      ...(await statements(client, FUNCTIONS)),
      ...(await section(client, FOREIGN_KEYS)),
      ...(await section(client, TRIGGERS)),
      ...(await section(client, POLICIES)),
      ...(await section(client, OTHER_GRANTS)),
      ...(await section(client, FUNCTION_COMMENTS)),
    ];
    return `${parts.join('\n\n')}\n`;
  } finally {
    await client.end();
  }
}

async function refuseUnknownObjects(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(UNKNOWN_OBJECTS);
  if (rows.length === 0) return;
  throw new Error(`The schema dump does not know how to write ${rows.map((row) => row.name).join(', ')}.`);
}

async function tables(client: pg.Client): Promise<string[]> {
  const created = await byTable(client, TABLES);
  const belongings: Map<string, string[]>[] = [];
  for (const query of [INDEXES, ROW_SECURITY, TABLE_GRANTS, TABLE_COMMENTS]) {
    belongings.push(await byTable(client, query));
  }
  return [...created].map(([table, lines]) =>
    [...lines, ...belongings.flatMap((belonging) => belonging.get(table) ?? [])].join('\n'),
  );
}

async function byTable(client: pg.Client, query: string): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ name: string; sql: string }>(query);
  const grouped = Map.groupBy(rows, (row) => row.name);
  return new Map([...grouped].map(([name, group]) => [name, group.map((row) => row.sql)]));
}

/** Statements that stand together without empty lines between them; nothing where there are none. */
async function section(client: pg.Client, query: string): Promise<string[]> {
  const lines = await statements(client, query);
  return lines.length === 0 ? [] : [lines.join('\n')];
}

async function statements(client: pg.Client, query: string): Promise<string[]> {
  const { rows } = await client.query<{ sql: string }>(query);
  return rows.map((row) => row.sql.trim());
}
