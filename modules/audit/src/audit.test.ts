import { systemClock } from '@quartet/platform/clock';
import type { ApiKeyCaller } from '@quartet/platform/contract';
import { createDatabase } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import { createTestDatabase } from '@quartet/testing/postgres';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AuditEntry, createAudit, doneBy } from './index.ts';

const EMPTY_THE_LOG = `
  alter table audit_log enable trigger audit_log_append;
  truncate audit_log, audit_head;
  insert into audit_head (position, hash) values (0, repeat('0', 64))`;
const audit = createAudit({ clock: systemClock });
const entry: AuditEntry = {
  action: 'teams.renamed',
  actor: { kind: 'user', id: 'user_01k00000000000000000000000' },
  target: { kind: 'team', id: 'team_01k00000000000000000000000' },
  before: { name: 'Äpfel', seats: 1.0, tags: ['b', 'a'], z: null, a: { y: 1e2, x: -0 } },
  after: { name: 'Birnen 🍐', seats: 2 ** 60, tags: [] },
  reason: 'a "quoted"\n reason',
  requestId: 'request-1',
};

let base: Awaited<ReturnType<typeof createTestDatabase>>;
let db: ReturnType<typeof createDatabase>;
/** Connected as the owner of the tables, who may do what the service may not. */
let owner: pg.Client;

beforeAll(async () => {
  base = await createTestDatabase();
  db = createDatabase({
    url: base.url,
    applicationName: 'audit-test',
    log: createLog({ service: 'test', level: 'silent' }),
  });
  owner = new pg.Client({ connectionString: base.ownerUrl });
  await owner.connect();
});

beforeEach(() => owner.query(EMPTY_THE_LOG));

afterAll(async () => {
  await Promise.all([db.close(), owner.end()]);
  await base.drop();
});

test('an empty log is whole', async () => {
  expect(await audit.verify(db.orm)).toEqual({ ok: true, entries: 0 });
});

test('what an API key did names the key, and the person as whom it did it', async () => {
  const caller: ApiKeyCaller = {
    kind: 'user',
    userId: 'user_01k00000000000000000000000',
    email: 'ada@example.com',
    emailVerified: true,
    fullName: null,
    createdAt: new Date(0),
    apiKeyId: 'qk_01k00000000000000000000000',
    scopes: ['write'],
    credential: 'api_key',
  };
  await record({ ...entry, ...doneBy(caller) });
  const { rows } = await owner.query('select actor_kind, actor_id, subject_id from audit_log');
  expect(rows).toEqual([{ actor_kind: 'api_key', actor_id: caller.apiKeyId, subject_id: caller.userId }]);
});

test('an entry keeps who did what to whom, why, before and after', async () => {
  await record(entry);
  const { rows } = await owner.query('select * from audit_log');
  expect(rows).toEqual([
    expect.objectContaining({
      position: '1',
      action: 'teams.renamed',
      actor_kind: 'user',
      actor_id: entry.actor.kind === 'user' ? entry.actor.id : null,
      subject_id: null,
      target_kind: 'team',
      target_id: entry.target.id,
      reason: entry.reason,
      before: { name: 'Äpfel', seats: 1, tags: ['b', 'a'], z: null, a: { y: 100, x: 0 } },
      request_id: 'request-1',
      previous_hash: '0'.repeat(64),
    }),
  ]);
});

test('the chain verifies whatever values, time zone and date style the session has', async () => {
  await record(entry);
  await record({
    action: 'keys.rotated',
    actor: { kind: 'system' },
    target: { kind: 'signing_key', id: '1' },
  });
  const verification = await db.transaction(async (tx) => {
    await tx.execute(
      sql`select set_config('timezone', 'Asia/Kathmandu', true), set_config('datestyle', 'German', true), set_config('extra_float_digits', '-5', true)`,
    );
    return audit.verify(tx);
  });
  expect(verification).toEqual({ ok: true, entries: 2 });
});

test('an entry is there only if its transaction commits, and the chain has no gap after a rollback', async () => {
  await record(entry);
  const failure = new Error('after the entry');
  const failed = db.transaction(async (tx) => {
    await audit.record(tx, entry);
    throw failure;
  });
  await expect(failed).rejects.toBe(failure);
  await record(entry);
  expect(await audit.verify(db.orm)).toEqual({ ok: true, entries: 2 });
});

test('twenty writers at once make one unbroken chain', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, index) => record({ ...entry, after: { index } })));
  expect(await audit.verify(db.orm)).toEqual({ ok: true, entries: 20 });
  const { rows } = await owner.query("select distinct after->>'index' from audit_log");
  expect(rows).toHaveLength(20);
});

describe('the service', () => {
  test.each([
    ['alter an entry', "update audit_log set action = 'x'"],
    ['remove an entry', 'delete from audit_log'],
    ['empty the log', 'truncate audit_log'],
    ['lock an entry', 'select from audit_log for update'],
    ['move the head', 'update audit_head set position = 0'],
    ['remove the head', 'delete from audit_head'],
    ['append around the chain', 'alter table audit_log disable trigger audit_log_append'],
  ])('cannot %s', async (_what, statement) => {
    await record(entry);
    await expect(db.orm.execute(sql.raw(statement))).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  test('cannot choose the place or the hash of an entry that it writes', async () => {
    await record(entry);
    await db.orm.execute(sql`
      insert into audit_log (position, id, occurred_at, action, actor_kind, target_kind, target_id, previous_hash, hash)
      values (99, 'audit_x', now(), 'x', 'system', 'x', 'x', 'forged', 'forged')`);
    expect(await audit.verify(db.orm)).toEqual({ ok: true, entries: 2 });
  });
});

describe('whoever can write the tables is found out', () => {
  const forgedRow = `insert into audit_log select (jsonb_populate_record(copy, '{"position": 6, "id": "audit_forged"}')).* from audit_log copy where position = 2`;
  const rehash = (position: number) =>
    `update audit_log entry set hash = audit_entry_hash(entry) where position = ${position}`;

  test.each([
    ['altering a word', [`update audit_log set action = 'x' where position = 3`], 3, 'entry_altered'],
    [
      'altering what was before',
      [`update audit_log set before = before - 'name' where position = 2`],
      2,
      'entry_altered',
    ],
    [
      'altering the time by a microsecond',
      [`update audit_log set occurred_at = occurred_at + interval '1 microsecond' where position = 1`],
      1,
      'entry_altered',
    ],
    [
      'altering an entry and its hash',
      [`update audit_log set action = 'x' where position = 3`, rehash(3)],
      4,
      'link_broken',
    ],
    [
      'altering the last entry and its hash',
      [`update audit_log set action = 'x' where position = 5`, rehash(5)],
      6,
      'end_broken',
    ],
    ['removing the first entry', ['delete from audit_log where position = 1'], 1, 'entry_missing'],
    ['removing an entry', ['delete from audit_log where position = 3'], 3, 'entry_missing'],
    [
      'removing an entry and closing the gap',
      [
        'delete from audit_log where position = 3',
        'update audit_log set position = 3 where position = 4',
        'update audit_log set position = 4 where position = 5',
      ],
      3,
      'entry_altered',
    ],
    ['removing the last entries', ['delete from audit_log where position > 3'], 4, 'end_broken'],
    ['removing all entries', ['delete from audit_log'], 1, 'end_broken'],
    ['removing the head', ['delete from audit_head'], 6, 'end_broken'],
    [
      'exchanging two entries',
      [
        'update audit_log set position = -2 where position = 2',
        'update audit_log set position = 2 where position = 4',
        'update audit_log set position = 4 where position = -2',
      ],
      2,
      'entry_altered',
    ],
    [
      'appending around the chain',
      ['alter table audit_log disable trigger audit_log_append', forgedRow],
      6,
      'entry_altered',
    ],
    [
      'appending around the chain with a right hash and link',
      [
        'alter table audit_log disable trigger audit_log_append',
        forgedRow,
        'update audit_log set previous_hash = (select hash from audit_head) where position = 6',
        rehash(6),
      ],
      7,
      'end_broken',
    ],
    [
      'inserting an entry in the middle',
      [
        'alter table audit_log disable trigger audit_log_append',
        'update audit_log set position = position + 10 where position > 2',
        'update audit_log set position = position - 9 where position > 10',
        forgedRow.replace('"position": 6', '"position": 3'),
      ],
      3,
      'entry_altered',
    ],
  ] as const)('after %s', async (_what, statements, position, problem) => {
    for (const index of [1, 2, 3, 4, 5]) await record({ ...entry, after: { index } });
    for (const statement of statements) await owner.query(statement);
    expect(await audit.verify(db.orm)).toEqual({ ok: false, position, problem });
  });
});

function record(given: AuditEntry): Promise<void> {
  return db.transaction((tx) => audit.record(tx, given));
}
