import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineErrors } from '../errors/index.ts';
import { createLog } from '../log/index.ts';
import { createDatabase, type Database } from './database.ts';
import { isDatabaseUnavailable, refusing } from './faults.ts';

const defaults = {
  applicationName: 'test',
  log: createLog({ service: 'test', level: 'silent' }),
  poolSize: 10,
  statementTimeoutMs: 300,
};
const errors = defineErrors({ taken: { kind: 'conflict', code: 'taken', title: 'Taken.' } });

describe('createDatabase', () => {
  let database: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = createDatabase({ ...defaults, url: database.url });
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
        sql`insert into idempotency_keys (key_hash, request_hash, locked_until, expires_at) values ('k', 'r', now(), now())`,
      );
    await insert();
    await expect(refusing({ idempotency_keys_pkey: errors.taken }, insert())).rejects.toMatchObject({
      definition: errors.taken,
    });
    await expect(refusing({ other_key: errors.taken }, insert())).rejects.not.toMatchObject({
      definition: errors.taken,
    });
  });

  it('calls a cancelled statement and a lost connection unavailable', async () => {
    expect(isDatabaseUnavailable(await failure(db.orm.execute('select pg_sleep(5)')))).toBe(true);
    const doomed = await createTestDatabase();
    const connected = createDatabase({ ...defaults, url: doomed.url });
    const cutOff = failure(connected.orm.execute('select pg_sleep(10)'));
    await connected.ping();
    await doomed.drop();
    expect(isDatabaseUnavailable(await cutOff)).toBe(true);
    await connected.close();
  });

  it('a connection that is lost while a transaction holds it fails that transaction, and not the process', async () => {
    const doomed = await createTestDatabase();
    const connected = createDatabase({ ...defaults, url: doomed.url });
    const lost = failure(
      connected.transaction(async (tx) => {
        await tx.execute('select 1');
        await doomed.drop();
        await tx.execute('select 1');
      }),
    );
    expect(isDatabaseUnavailable(await lost)).toBe(true);
    await connected.close();
  });

  it('acts as its role and keeps its time limit whatever the address says', async () => {
    const url = new URL(database.ownerUrl);
    url.searchParams.set('options', '-c search_path=public -c role=quartet_owner -c statement_timeout=0');
    const led = createDatabase({ ...defaults, url: url.href });
    const { rows } = await led.orm.execute(
      "select current_user as role, current_setting('statement_timeout') as timeout",
    );
    expect(rows).toEqual([{ role: 'quartet_app', timeout: '300ms' }]);
    await led.close();
  });

  it('calls a closed port unavailable, and a wrong statement a defect', async () => {
    const nowhere = createDatabase({ ...defaults, url: 'postgres://a:b@127.0.0.1:1/x' });
    expect(isDatabaseUnavailable(await failure(nowhere.ping()))).toBe(true);
    expect(isDatabaseUnavailable(await failure(db.orm.execute('select nonsense')))).toBe(false);
  });
});

function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}
