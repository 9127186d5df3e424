import { randomBytes } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer } from '../crypto/index.ts';
import { createDatabase, type Database } from '../database/index.ts';
import { commonErrors } from '../errors/index.ts';
import { createLog } from '../log/index.ts';
import { createIdempotencyStore } from './idempotency-store.ts';

const answer = { status: 201, headers: { 'set-cookie': ['a=1', 'b=2'] }, body: '{"token":"plain-to-see"}' };

describe('idempotency store', () => {
  let database: TestDatabase;
  let db: Database;
  let now = new Date('2026-01-01T00:00:00Z');
  const later = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  const store = () => createIdempotencyStore({ db, clock: { now: () => now }, sealer });
  const sealer = createSealer(randomBytes(32));
  const first = async (key: string, body?: unknown) => {
    const begun = await store().begin(request(key, body));
    if ('answer' in begun) throw new Error('The key was taken before.');
    return begun.hold;
  };
  const request = (key: string, body: unknown = { a: 1 }) => ({
    caller: 'user_1',
    target: 'POST /api/things',
    key,
    body,
    keepSeconds: 24 * 60 * 60,
  });

  beforeAll(async () => {
    database = await createTestDatabase();
    db = createDatabase({
      url: database.url,
      applicationName: 'test',
      log: createLog({ service: 'test', level: 'silent' }),
    });
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  it('answers a repeated request with the first answer, and keeps it sealed', async () => {
    await store().finish(await first('repeat'), answer);
    expect(await store().begin(request('repeat'))).toEqual({ answer });
    const { rows } = await db.orm.execute(
      "select encode(answer_sealed, 'escape') as text from idempotency_keys",
    );
    expect(JSON.stringify(rows)).not.toContain('plain-to-see');
  });

  it('lets one of 20 simultaneous requests through', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => store().begin(request('race'))),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    const refusals = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason.definition.code] : [],
    );
    expect(new Set(refusals)).toEqual(new Set(['idempotency_in_progress']));
  });

  it('refuses the key with another body, and is nothing to another caller or route', async () => {
    await store().finish(await first('other-body'), answer);
    await expect(store().begin(request('other-body', { a: 2 }))).rejects.toMatchObject({
      definition: commonErrors.idempotencyKeyReused,
    });
    expect(await store().begin({ ...request('other-body'), caller: 'user_2' })).toHaveProperty('hold');
    expect(await store().begin({ ...request('other-body'), target: 'POST /api/others' })).toHaveProperty(
      'hold',
    );
  });

  it('frees a key that was given up, whose first request died before its commit, or that expired', async () => {
    await store().abandon(await first('given-up'));
    await first('given-up');
    later(61);
    await first('given-up');
    await store().finish(await first('kept'), answer);
    later(24 * 60 * 60);
    await store().deleteExpired();
    await first('kept');
  });

  it('never lets work be done twice once it was committed, whatever became of its answer', async () => {
    const hold = await first('carried-out');
    await store().carryOut(hold, () => db.transaction(async () => undefined));
    await store().abandon(hold);
    await expect(store().begin(request('carried-out'))).rejects.toMatchObject({
      definition: commonErrors.idempotencyInProgress,
    });
    later(61);
    await expect(store().begin(request('carried-out'))).rejects.toMatchObject({
      definition: commonErrors.idempotencyAnswerLost,
    });
  });

  it('undoes the work of a request whose key another one has taken over meanwhile', async () => {
    const slow = await first('taken-over');
    later(61);
    await first('taken-over');
    const work = store().carryOut(slow, () =>
      db.transaction(async (tx) => {
        await tx.execute("insert into development_mails (recipient, raw) values ('slow@example.com', '')");
      }),
    );
    await expect(work).rejects.toMatchObject({ definition: commonErrors.idempotencyInProgress });
    const { rows } = await db.orm.execute(
      "select from development_mails where recipient = 'slow@example.com'",
    );
    expect(rows).toHaveLength(0);
  });
});
