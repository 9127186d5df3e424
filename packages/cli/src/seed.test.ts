import { createPasswordHashes } from '@quartet/auth';
import { createLog } from '@quartet/platform/log';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seed } from './seed.ts';

const log = createLog({ service: 'test', level: 'silent' });
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

test('of four starts at once one shows the password of the administrator, and it is the right one', async () => {
  const announced: string[] = [];
  const starts = Array.from({ length: 4 }, () =>
    seed({ url: database.ownerUrl, log, announce: (text) => announced.push(text) }),
  );
  await Promise.all(starts);

  expect(announced).toHaveLength(1);
  const [, email, password = ''] = announced[0]?.match(/^Administrator (\S+), password (\S+) /) ?? [];
  const [row] = await query('select email, password_hash from administrators');
  expect(row?.email).toBe(email);
  expect(await createPasswordHashes((work) => work()).verify(row?.password_hash, password)).toBe(true);
  expect(await query('select id from plans order by position')).toHaveLength(3);
});

async function query(statement: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  const { rows } = await client.query<Record<string, string>>(statement);
  await client.end();
  return rows;
}
