import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../log/index.ts';
import { createDatabase, type Database } from './database.ts';
import { isDatabaseUnavailable } from './faults.ts';

const log = createLog({ service: 'test', level: 'silent' });
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, applicationName: 'test', log });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

it('answers each of many lookups at once with its own rows, in one session of the service role', async () => {
  const echo = db.lookup<{ value: number; session: number; role: string }>(
    'echo',
    'select $1::int as value, pg_backend_pid() as session, current_user as role',
  );
  const answers = await Promise.all(Array.from({ length: 100 }, (_, value) => echo(value)));
  const session = answers[0]?.[0]?.session;
  expect(answers).toEqual(answers.map((_, value) => [{ value, session, role: 'quartet_app' }]));
});

it('lets a lookup fail alone', async () => {
  const divide = db.lookup<{ result: number }>('divide', 'select 12 / $1::int as result');
  const outcomes = await Promise.allSettled([3, 0, 4].map((divisor) => divide(divisor)));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await divide(6)).toEqual([{ result: 2 }]);
});

it('fails as unavailable what is under way when the connection is lost, and then opens another', async () => {
  const whoAmI = db.lookup<{ session: number }>('who_am_i', 'select pg_backend_pid() as session');
  const sleep = db.lookup('sleep', 'select pg_sleep(60)');
  const [before] = await whoAmI();
  const underWay = Promise.allSettled([sleep(), whoAmI()]);
  await endSession(before?.session);
  const reasons = (await underWay).map((outcome) => outcome.status === 'rejected' && outcome.reason);
  expect(reasons.map(isDatabaseUnavailable)).toEqual([true, true]);
  const [after] = await whoAmI();
  expect(after?.session).not.toBe(before?.session);
});

it('fails as unavailable while the database is away', async () => {
  const away = new URL(database.url);
  away.port = '1';
  const nowhere = createDatabase({ url: away.href, applicationName: 'test', log });
  const refusals = await Promise.allSettled([
    nowhere.lookup('one', 'select 1')(),
    nowhere.lookup('two', 'select 2')(),
  ]);
  const reasons = refusals.map((outcome) => outcome.status === 'rejected' && outcome.reason);
  expect(reasons.map(isDatabaseUnavailable)).toEqual([true, true]);
  await nowhere.close();
});

/** Sessions may be ended by the role that they logged in as. */
async function endSession(session: number | undefined): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('select pg_terminate_backend($1)', [session]);
  await client.end();
}
