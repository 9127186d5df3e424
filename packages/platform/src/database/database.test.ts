import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineErrors } from '../errors/index.ts';
import { createLog } from '../log/index.ts';
import { createDatabase, type Database } from './database.ts';
import { isDatabaseUnavailable, refusing } from './faults.ts';

const log = createLog({ service: 'test', level: 'silent' });
const errors = defineErrors({ taken: { kind: 'conflict', code: 'taken', title: 'Taken.' } });

describe('createDatabase', () => {
  let database: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = createDatabase({ url: database.url, applicationName: 'test', log, statementTimeoutMs: 300 });
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  it('acts as a role that owns nothing and cannot bypass row level security', async () => {
    const { rows } = await db.orm.execute<{ role: string; owned: number; powers: number }>(sql`
      select current_user as role,
             (select count(*)::int from pg_class where relowner = current_user::regrole) as owned,
             (select count(*)::int from pg_roles where rolname in (current_user, session_user) and (rolsuper or rolbypassrls)) as powers`);
    expect(rows).toEqual([{ role: 'quartet_app', owned: 0, powers: 0 }]);
    await expect(db.orm.execute('create table mine (id int)')).rejects.toThrow();
  });

  it('keeps nothing of a transaction that throws', async () => {
    const work = db.transaction(async (tx) => {
      await tx.execute(
        sql`insert into development_mails (recipient, raw) values ('ada@example.com', '\\x00')`,
      );
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    const { rows } = await db.orm.execute(sql`select from development_mails`);
    expect(rows).toHaveLength(0);
  });

  it('forgets the scope when its transaction ends', async () => {
    const inScope = await db.scoped({ teamId: 'team_1' }, (tx) =>
      tx.execute(sql`select current_team_id() as id`),
    );
    expect(inScope.rows).toEqual([{ id: 'team_1' }]);
    const after = await Promise.all(
      Array.from({ length: 10 }, () => db.orm.execute(sql`select current_team_id() as id`)),
    );
    expect(after.flatMap(({ rows }) => rows)).toEqual(Array.from({ length: 10 }, () => ({ id: null })));
  });

  it('turns the violation of a named constraint into the domain’s error, and no other', async () => {
    const insert = () =>
      db.orm.execute(
        sql`insert into plans (id, name, position, price_cents, currency, interval) values ('p', 'P', 1, 1, 'usd', 'month')`,
      );
    await insert();
    await expect(refusing({ plans_pkey: errors.taken }, insert())).rejects.toMatchObject({
      definition: errors.taken,
    });
    await expect(refusing({ other_key: errors.taken }, insert())).rejects.not.toMatchObject({
      definition: errors.taken,
    });
  });

  it('calls a cancelled statement, a lost connection and a closed port unavailable, and a wrong statement a defect', async () => {
    const failure = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(isDatabaseUnavailable(await failure(db.orm.execute('select pg_sleep(5)')))).toBe(true);
    const doomed = await createTestDatabase();
    const connected = createDatabase({ url: doomed.url, applicationName: 'test', log });
    const cutOff = failure(connected.orm.execute('select pg_sleep(10)'));
    await connected.ping();
    await doomed.drop();
    expect(isDatabaseUnavailable(await cutOff)).toBe(true);
    await connected.close();
    const nowhere = createDatabase({ url: 'postgres://a:b@127.0.0.1:1/x', applicationName: 'test', log });
    expect(isDatabaseUnavailable(await failure(nowhere.ping()))).toBe(true);
    expect(isDatabaseUnavailable(await failure(db.orm.execute('select nonsense')))).toBe(false);
  });
});
