import pg from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './index.ts';

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

test('databases made at the same time are migrated and apart from each other', async () => {
  const databases = await Promise.all(Array.from({ length: 8 }, () => createTestDatabase()));
  await Promise.all(
    databases.map(({ ownerUrl }, index) => query(ownerUrl, `create table only_here as select ${index} as n`)),
  );
  const found = await Promise.all(
    databases.map(({ ownerUrl }) => query(ownerUrl, 'select n from only_here')),
  );
  const migrated = await Promise.all(
    databases.map(({ url }) => query(url, 'select count(*) > 0 as yes from schema_migrations')),
  );
  await Promise.all(databases.map((database) => database.drop()));

  expect(found).toEqual(databases.map((_, n) => [{ n }]));
  expect(migrated).toEqual(databases.map(() => [{ yes: true }]));
});

test('a service connection owns nothing in a test database', async () => {
  const database = await createTestDatabase();
  const attempt = await query(database.url, 'create table public.mine (id int)').catch(
    (error: unknown) => error,
  );
  await database.drop();
  expect(String(attempt)).toContain('permission denied');
});

test('a database in use can be dropped', async () => {
  const database: TestDatabase = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  const ended = new Promise((resolve) => client.on('error', resolve));
  await client.connect();
  await database.drop();
  await ended;
  await expect(query(database.url, 'select 1')).rejects.toThrow(/does not exist/);
});
