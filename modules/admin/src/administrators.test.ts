import { createDatabase, type Database } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Administrators, adminErrors, createAdministrators } from './index.ts';
import { administrators as table } from './schema.ts';

const NOW = new Date('2026-03-01T10:00:00.123Z');
const ada = { email: 'ada@example.com', full_name: 'Ada', role: 'support' } as const;

let base: TestDatabase;
let db: Database;
let administrators: Administrators;

beforeAll(async () => {
  base = await createTestDatabase();
  db = createDatabase({
    url: base.url,
    applicationName: 'admin-test',
    log: createLog({ service: 'test', level: 'silent' }),
  });
  administrators = createAdministrators({
    db,
    clock: { now: () => NOW },
    hashPassword: (password) => Promise.resolve(`hash of ${password}`),
  });
});
beforeEach(async () => {
  await db.orm.delete(table);
});
afterAll(async () => {
  await db.close();
  await base.drop();
});

async function hashOf(email: string): Promise<string | undefined> {
  const [row] = await db.orm.select().from(table).where(eq(table.email, email));
  return row?.password_hash;
}

describe('an administrator', () => {
  test('gets a random password of 24 characters that is told once and kept as a hash', async () => {
    const { administrator, password } = await administrators.create(ada);
    expect(administrator).toEqual({
      id: expect.stringMatching(/^admin_/),
      ...ada,
      status: 'active',
      created_at: NOW.toISOString(),
    });
    expect(password).toMatch(/^[\w-]{24}$/);
    expect(await hashOf(ada.email)).toBe(`hash of ${password}`);
    const other = await administrators.create({ ...ada, email: 'bob@example.com' });
    expect(other.password).not.toBe(password);
  });

  test('can be given a password, which is not told again', async () => {
    const { password } = await administrators.create({ ...ada, password: 'correct horse battery staple' });
    expect(password).toBeUndefined();
    expect(await hashOf(ada.email)).toBe('hash of correct horse battery staple');
  });

  test('does not share an address with another one', async () => {
    await administrators.create(ada);
    await expect(administrators.create(ada)).rejects.toThrow(adminErrors.emailTaken.title);
  });
});

describe('the first administrator', () => {
  test('is an owner with a random password', async () => {
    const first = await administrators.seedFirst();
    expect(first?.administrator).toMatchObject({
      email: 'admin@quartet.local',
      role: 'owner',
      status: 'active',
    });
    expect(first?.password).toMatch(/^[\w-]{24}$/);
    expect(await hashOf('admin@quartet.local')).toBe(`hash of ${first?.password}`);
  });

  test('is created once: of 20 starters one learns the password, and it is the right one', async () => {
    const starters = await Promise.all(Array.from({ length: 20 }, () => administrators.seedFirst()));
    const [winner, ...others] = starters.filter((starter) => starter !== undefined);
    expect(others).toEqual([]);
    expect(await hashOf('admin@quartet.local')).toBe(`hash of ${winner?.password}`);
    expect(await administrators.seedFirst()).toBeUndefined();
  });

  test('is not created beside others, whatever their address', async () => {
    await administrators.create(ada);
    expect(await administrators.seedFirst()).toBeUndefined();
    expect(await db.orm.select({ count: sql`count(*)::int` }).from(table)).toEqual([{ count: 1 }]);
  });
});
