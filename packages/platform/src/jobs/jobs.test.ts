import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { getRollbackPlans } from 'pg-boss';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type Database } from '../database/index.ts';
import type { Log } from '../log/index.ts';
import { createJobs, installJobs, type JobOptions, type Jobs } from './index.ts';

const options: JobOptions = {
  concurrency: 2,
  retryLimit: 3,
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 1,
  timeoutSeconds: 60,
};
const silent: Log = pino({ level: 'silent' });

let testDatabase: TestDatabase;
let db: Database;
let owner: pg.Client;
let running: Jobs[];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  db = createDatabase({ url: testDatabase.url, applicationName: 'jobs-test', log: silent });
  owner = new pg.Client({ connectionString: testDatabase.ownerUrl });
  await owner.connect();
});
beforeEach(() => {
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((jobs) => jobs.stop()));
});
afterAll(async () => {
  await owner.end();
  await db.close();
  await testDatabase.drop();
});

function newJobs(log = silent): Jobs {
  const jobs = createJobs({ url: testDatabase.url, log });
  running.push(jobs);
  return jobs;
}

describe('enqueue', () => {
  it('runs a job after the commit of its transaction, and none after a rollback', async () => {
    const jobs = newJobs();
    const done = Promise.withResolvers<unknown>();
    jobs.define('test.transaction', (payload) => done.resolve(payload), options);
    await jobs.start();

    const rolledBack = db.transaction(async (tx) => {
      await jobs.enqueue(tx, 'test.transaction', { number: 1 });
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    await db.transaction((tx) => jobs.enqueue(tx, 'test.transaction', { number: 2 }));

    expect(await done.promise).toEqual({ number: 2 });
    expect(await jobRows('test.transaction')).toHaveLength(1);
  });

  it('runs each job once in one of several processes', async () => {
    const seen: unknown[] = [];
    const all = Promise.withResolvers<void>();
    for (let copy = 0; copy < 3; copy++) {
      newJobs().define(
        'test.copies',
        ({ number }) => {
          seen.push(number);
          if (seen.length === 30) all.resolve();
        },
        { ...options, concurrency: 4 },
      );
    }
    await Promise.all(running.map((jobs) => jobs.start()));
    const [first] = running;
    await db.transaction(async (tx) => {
      for (let number = 0; number < 30; number++) await first?.enqueue(tx, 'test.copies', { number });
    });
    await all.promise;
    await Promise.all(running.map((jobs) => jobs.stop()));
    expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual([...Array(30).keys()]);
  });
});

describe('a failing job', () => {
  it('is tried again up to its limit and told when it is the last time', async () => {
    const jobs = newJobs();
    const attempts: unknown[] = [];
    const last = Promise.withResolvers<void>();
    jobs.define(
      'test.failing',
      (_payload, { attempt, isLastAttempt }) => {
        attempts.push({ attempt, isLastAttempt });
        if (isLastAttempt) last.resolve();
        throw new Error('no luck with token=abc123');
      },
      { ...options, retryLimit: 1 },
    );
    await jobs.start();
    await jobs.enqueue(db.orm, 'test.failing', {});
    await last.promise;
    await jobs.stop();
    expect(attempts).toEqual([
      { attempt: 1, isLastAttempt: false },
      { attempt: 2, isLastAttempt: true },
    ]);
    const rows = await jobRows('test.failing');
    expect(rows).toMatchObject([{ state: 'failed', output: { error: 'Error' } }]);
    expect(JSON.stringify(rows)).not.toContain('abc123');
  });
});

describe('schedule', () => {
  it('runs an occurrence once however many copies schedule it', async () => {
    let runs = 0;
    const ran = Promise.withResolvers<void>();
    const startCopies = async () => {
      for (let copy = 0; copy < 3; copy++) {
        newJobs().schedule('test.every-minute', '* * * * *', () => {
          runs += 1;
          ran.resolve();
        });
      }
      await Promise.all(running.map((jobs) => jobs.start()));
    };
    await startCopies();
    await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
    // As if the half minute between two looks at the schedules had gone by.
    await owner.query('update pgboss.version set cron_on = null');
    await startCopies();
    await ran.promise;
    await Promise.all(running.map((jobs) => jobs.stop()));
    const { rows } = await owner.query<{ occurrences: number; forwarded: number }>(`
      select count(distinct singleton_on)::int as occurrences, count(*)::int as forwarded
      from pgboss.job where name = '__pgboss__send-it'`);
    expect(rows[0]?.forwarded).toBe(rows[0]?.occurrences);
    expect(runs).toBe(
      (await jobRows('test.every-minute')).filter(({ state }) => state === 'completed').length,
    );
    expect(runs).toBeLessThanOrEqual(rows[0]?.occurrences ?? 0);
  });
});

describe('the services’ role', () => {
  it('owns nothing and cannot change the job tables', async () => {
    const { rows } = await owner.query(`
      select c.oid::regclass::text from pg_class c where pg_get_userbyid(c.relowner) in ('quartet_app', 'quartet_service')
      union all
      select p.oid::regproc::text from pg_proc p where pg_get_userbyid(p.proowner) in ('quartet_app', 'quartet_service')`);
    expect(rows).toEqual([]);
    for (const statement of [
      sql`create table pgboss.mine ()`,
      sql`alter table pgboss.job add column mine text`,
      sql`drop table pgboss.schedule`,
    ]) {
      await expect(db.orm.execute(statement)).rejects.toMatchObject({ cause: { code: '42501' } });
    }
  });
});

describe('installation', () => {
  it('changes nothing when it is repeated', async () => {
    const tables = () =>
      owner.query(
        "select relname, relacl from pg_class where relnamespace = 'pgboss'::regnamespace order by 1",
      );
    const before = await tables();
    await installJobs(owner);
    expect((await tables()).rows).toEqual(before.rows);
  });
});

describe('upgrading', () => {
  it('brings the tables of an older version to what this one starts on', async () => {
    const before = await jobSchema();
    await owner.query(getRollbackPlans('pgboss'));
    expect(await jobSchema()).not.toEqual(before);
    await expect(newJobs().start()).rejects.toThrow('requires migrations');
    await installJobs(owner);
    expect(await jobSchema()).toEqual(before);
    await newJobs().start();
  });
});

describe('a lost database connection', () => {
  it('is logged, and work goes on afterwards', async () => {
    const logged = Promise.withResolvers<void>();
    const jobs = newJobs(pino({ level: 'warn' }, { write: () => logged.resolve() }));
    const done = Promise.withResolvers<void>();
    jobs.define('test.connection', () => done.resolve(), options);
    await jobs.start();
    await killConnectionsOfJobs();
    await logged.promise;
    await jobs.enqueue(db.orm, 'test.connection', {});
    await done.promise;
  });
});

describe('stop', () => {
  it('lets a running job finish and leaves waiting ones to the next process', async () => {
    const jobs = newJobs();
    const begun = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const finished: unknown[] = [];
    jobs.define(
      'test.stop',
      async ({ number }) => {
        begun.resolve();
        await mayEnd.promise;
        finished.push(number);
      },
      { ...options, concurrency: 1 },
    );
    await jobs.start();
    await jobs.enqueue(db.orm, 'test.stop', { number: 1 });
    await begun.promise;
    await jobs.enqueue(db.orm, 'test.stop', { number: 2 });
    const stopped = jobs.stop();
    mayEnd.resolve();
    await stopped;
    expect(finished).toEqual([1]);
    expect((await jobRows('test.stop')).map(({ state }) => state).toSorted()).toEqual([
      'completed',
      'created',
    ]);
  });
});

async function jobSchema(): Promise<unknown[]> {
  const { rows } = await owner.query(`
    select version::text from pgboss.version
    union all select indexdef from pg_indexes where schemaname = 'pgboss'
    order by 1`);
  return rows;
}

async function killConnectionsOfJobs(): Promise<void> {
  const service = new pg.Client({ connectionString: testDatabase.url });
  await service.connect();
  await service.query(`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'quartet-jobs' and datname = current_database()`);
  await service.end();
}

async function jobRows(name: string): Promise<{ state: string; data: unknown; output: unknown }[]> {
  const { rows } = await owner.query('select state, data, output from pgboss.job where name = $1', [name]);
  return rows;
}
