import { parseInput, type UserCaller } from '@quartet/platform/contract';
import { createDatabase, type Database } from '@quartet/platform/database';
import { type Id, newId } from '@quartet/platform/ids';
import { createLog } from '@quartet/platform/log';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { usersContract } from './contract.ts';
import { createUsers, type Users } from './index.ts';

const NOW = new Date('2026-03-01T10:00:00.123Z');
const written = { display_name: 'Ada', timezone: 'Europe/London', biography: 'Poetical science.' };

let base: TestDatabase;
let db: Database;
let users: Users;

beforeAll(async () => {
  base = await createTestDatabase();
  db = createDatabase({
    url: base.url,
    applicationName: 'users-test',
    log: createLog({ service: 'test', level: 'silent' }),
  });
  users = createUsers({ db, clock: { now: () => NOW } });
});

afterAll(async () => {
  await db.close();
  await base.drop();
});

test('a person who has told nothing has the default profile', async () => {
  const caller = await aPerson();
  expect(await users.readProfile({ caller })).toEqual({
    profile: {
      user_id: caller.userId,
      display_name: null,
      timezone: 'UTC',
      biography: null,
      updated_at: null,
    },
  });
});

test('a written profile is read back as it was written', async () => {
  const caller = await aPerson();
  const answer = { profile: { user_id: caller.userId, ...written, updated_at: NOW.toISOString() } };
  expect(await users.writeProfile({ caller, ...written })).toEqual(answer);
  expect(await users.readProfile({ caller })).toEqual(answer);
});

test('writing replaces the whole profile and nobody else’s', async () => {
  const [caller, other] = [await aPerson(), await aPerson()];
  await users.writeProfile({ caller, ...written });
  await users.writeProfile({ caller: other, ...written });
  await users.writeProfile({ caller, display_name: null, timezone: 'UTC', biography: null });
  expect((await users.readProfile({ caller })).profile).toMatchObject({
    display_name: null,
    timezone: 'UTC',
    biography: null,
  });
  expect((await users.readProfile({ caller: other })).profile).toMatchObject(written);
});

test('twenty first writes at once leave one whole profile', async () => {
  const caller = await aPerson();
  const names = Array.from({ length: 20 }, (_, index) => `${index}`);
  await Promise.all(
    names.map((name) => users.writeProfile({ caller, ...written, display_name: name, biography: name })),
  );
  const { profile } = await users.readProfile({ caller });
  expect(names).toContain(profile.display_name);
  expect(profile.biography).toBe(profile.display_name);
});

describe('the contract', () => {
  test.each(['Europe/Berlin', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+1'])(
    'takes the time zone %s and keeps its name',
    (timezone) => expect(parse({ timezone }).timezone).toBe(timezone),
  );

  test.each(['', '+01:00', 'Mars/Olympus', 'Europe/Berlin ', '../../etc/passwd', 'A'.repeat(1000), 7, null])(
    'refuses the time zone %j',
    (timezone) => expect(() => parse({ timezone })).toThrow('Some fields are not valid.'),
  );

  test.each([
    { display_name: 'x'.repeat(101) },
    { display_name: 'two\nlines' },
    { biography: 'x'.repeat(2001) },
    { user_id: newId('user') },
  ])('refuses $display_name$biography$user_id', (body) =>
    expect(() => parse(body)).toThrow('Some fields are not valid.'),
  );

  test('gives the defaults for what is left out', () => {
    expect(parse({})).toEqual({ display_name: null, timezone: 'UTC', biography: null });
  });

  test('takes texts of the full length', () => {
    const body = {
      display_name: 'x'.repeat(100),
      timezone: 'UTC',
      biography: `${'x'.repeat(999)}\n${'y'.repeat(1000)}`,
    };
    expect(parse(body)).toEqual(body);
  });
});

function parse(body: unknown) {
  return parseInput(usersContract.writeProfile, { query: {}, body }).body;
}

async function aPerson(): Promise<UserCaller> {
  const userId: Id<'user'> = newId('user');
  const email = `${userId}@example.com`;
  await db.orm.execute(
    sql`insert into users (id, email, created_at, updated_at) values (${userId}, ${email}, now(), now())`,
  );
  return {
    kind: 'user',
    userId,
    sessionId: newId('session'),
    email,
    emailVerified: true,
    fullName: null,
    createdAt: NOW,
    credential: 'bearer',
  };
}
