import { type Audit, createAudit } from '@quartet/audit';
import { createDatabase, type Database } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Admin, adminErrors, createAdmin } from './index.ts';
import { administrators as table } from './schema.ts';

const NOW = new Date('2026-03-01T10:00:00.123Z');
const ada = { email: 'ada@example.com', full_name: 'Ada', role: 'support' } as const;
const actor = { kind: 'operator', id: 'ops' } as const;

let base: TestDatabase;
let db: Database;
let audit: Audit;
let admin: Admin;

beforeAll(async () => {
  base = await createTestDatabase();
  db = createDatabase({
    url: base.ownerUrl,
    actsAs: 'login',
    applicationName: 'admin-test',
    log: createLog({ service: 'test', level: 'silent' }),
  });
  const clock = { now: () => NOW };
  audit = createAudit({ clock });
  admin = createAdmin({
    db,
    clock,
    audit,
    hashPassword: (password) => Promise.resolve(`hash of ${password}`),
  });
});
test('a product service can neither read nor make an administrator', async () => {
  const service = createDatabase({
    url: base.url,
    applicationName: 'saas-api',
    log: createLog({ service: 'test', level: 'silent' }),
  });
  await expect(service.orm.select().from(table)).rejects.toThrow();
  await expect(service.orm.delete(table)).rejects.toThrow();
  await service.close();
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
    const { administrator, password } = await admin.createAdministrator({ ...ada, actor });
    expect(administrator).toEqual({
      id: expect.stringMatching(/^admin_/),
      ...ada,
      status: 'active',
      created_at: NOW.toISOString(),
    });
    expect(password).toMatch(/^[\w-]{24}$/);
    expect(await hashOf(ada.email)).toBe(`hash of ${password}`);
    const other = await admin.createAdministrator({ ...ada, email: 'bob@example.com', actor });
    expect(other.password).not.toBe(password);
  });

  test('can be given a password, which is not told again', async () => {
    const { password } = await admin.createAdministrator({
      ...ada,
      password: 'correct horse battery staple',
      actor,
    });
    expect(password).toBeUndefined();
    expect(await hashOf(ada.email)).toBe('hash of correct horse battery staple');
  });

  test('does not share an address with another one', async () => {
    await admin.createAdministrator({ ...ada, actor });
    await expect(admin.createAdministrator({ ...ada, actor })).rejects.toThrow(adminErrors.emailTaken.title);
  });
});

describe('the first administrator', () => {
  test('is an owner with a random password', async () => {
    const first = await admin.seedFirstAdministrator();
    expect(first?.administrator).toMatchObject({
      email: 'admin@quartet.local',
      role: 'owner',
      status: 'active',
    });
    expect(first?.password).toMatch(/^[\w-]{24}$/);
    expect(await hashOf('admin@quartet.local')).toBe(`hash of ${first?.password}`);
  });

  test('is created once: of 20 starters one learns the password, and it is the right one', async () => {
    const starters = await Promise.all(Array.from({ length: 20 }, () => admin.seedFirstAdministrator()));
    const [winner, ...others] = starters.filter((starter) => starter !== undefined);
    expect(others).toEqual([]);
    expect(await hashOf('admin@quartet.local')).toBe(`hash of ${winner?.password}`);
    expect(await admin.seedFirstAdministrator()).toBeUndefined();
  });

  test('is not created beside others, whatever their address', async () => {
    await admin.createAdministrator({ ...ada, actor });
    expect(await admin.seedFirstAdministrator()).toBeUndefined();
    expect(await db.orm.select({ count: sql`count(*)::int` }).from(table)).toEqual([{ count: 1 }]);
  });
});

describe('the audit log', () => {
  test('names who created an administrator, and has no entry of one that was refused', async () => {
    const { administrator } = await admin.createAdministrator({ ...ada, email: 'eve@example.com', actor });
    await expect(admin.createAdministrator({ ...ada, email: 'eve@example.com', actor })).rejects.toThrow();
    expect(await creationsOf('eve@example.com')).toEqual([
      { actor_kind: 'operator', actor_id: 'ops', target_id: administrator.id },
    ]);
    expect(await audit.verify(db.orm)).toMatchObject({ ok: true });
  });

  test('has one entry of the first administrator, by the system', async () => {
    const earlier = await creationsOf('admin@quartet.local');
    await Promise.all([admin.seedFirstAdministrator(), admin.seedFirstAdministrator()]);
    const created = (await creationsOf('admin@quartet.local')).slice(earlier.length);
    expect(created).toMatchObject([{ actor_kind: 'system', actor_id: null }]);
  });
});

async function creationsOf(email: string) {
  const { rows } = await db.orm.execute(sql`
    select actor_kind, actor_id, target_id from audit_log
    where action = 'admin.administrator_created' and after::jsonb ->> 'email' = ${email} order by position`);
  return rows;
}
