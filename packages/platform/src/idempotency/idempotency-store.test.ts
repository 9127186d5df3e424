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
  const request = (key: string, body: unknown = { a: 1 }) => ({
    caller: 'user_1',
    target: 'POST /api/things',
    key,
    body,
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
    const first = await store().begin(request('repeat'));
    expect(first.answer).toBeUndefined();
    await store().finish(first.keyHash, answer);
    expect((await store().begin(request('repeat'))).answer).toEqual(answer);
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
    const { keyHash } = await store().begin(request('other-body'));
    await store().finish(keyHash, answer);
    await expect(store().begin(request('other-body', { a: 2 }))).rejects.toMatchObject({
      definition: commonErrors.idempotencyConflict,
    });
    expect((await store().begin({ ...request('other-body'), caller: 'user_2' })).answer).toBeUndefined();
    expect(
      (await store().begin({ ...request('other-body'), target: 'POST /api/others' })).answer,
    ).toBeUndefined();
  });

  it('frees a key that was given up, whose first request died, or that expired', async () => {
    const { keyHash } = await store().begin(request('given-up'));
    await store().abandon(keyHash);
    expect((await store().begin(request('given-up'))).answer).toBeUndefined();
    later(61);
    expect((await store().begin(request('given-up'))).answer).toBeUndefined();
    const kept = await store().begin(request('kept'));
    await store().finish(kept.keyHash, answer);
    later(24 * 60 * 60);
    await store().deleteExpired();
    expect((await store().begin(request('kept'))).answer).toBeUndefined();
  });
});
