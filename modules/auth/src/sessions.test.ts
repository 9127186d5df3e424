import { newId } from '@quartet/platform/ids';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Auth, SignIn } from './index.ts';
import { type AuthFixture, origin, PASSWORD, startAuth } from './testing/auth-fixture.ts';
import { DAY, HOUR } from './testing/movable-clock.ts';
import { refusalOf } from './testing/refusal.ts';

let fixture: AuthFixture;
let auth: Auth;
let laptop: SignIn;
let phone: SignIn;

beforeAll(async () => {
  fixture = await startAuth();
  auth = fixture.auth;
});
beforeEach(async () => {
  laptop = await fixture.register();
  phone = await auth.login({
    email: laptop.answer.user.email,
    password: PASSWORD,
    origin: { ...origin, userAgent: 'Phone' },
  });
});
afterAll(() => fixture.close());

describe('sessions', () => {
  it('are listed as devices, the newest first, this one marked', async () => {
    const { items, next_cursor } = await auth.listSessions({ caller: await callerOf(laptop), limit: 50 });
    const times = { created_at: now(), last_seen_at: now(), expires_at: expect.any(String) };
    expect(items).toEqual([
      { id: phone.answer.session_id, user_agent: 'Phone', address: '192.0.2.7', is_current: false, ...times },
      {
        id: laptop.answer.session_id,
        user_agent: 'Firefox',
        address: '192.0.2.7',
        is_current: true,
        ...times,
      },
    ]);
    expect(next_cursor).toBeNull();
  });

  it('are listed in pages', async () => {
    const caller = await callerOf(laptop);
    const first = await auth.listSessions({ caller, limit: 1 });
    const second = await auth.listSessions({ caller, limit: 1, cursor: first.next_cursor ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([
      phone.answer.session_id,
      laptop.answer.session_id,
    ]);
    expect(second.next_cursor).toBeNull();
    const forged = auth.listSessions({ caller, limit: 1, cursor: 'forged' });
    expect(await refusalOf(forged)).toBe('invalid_request');
  });

  it('that were revoked or have ended are not listed', async () => {
    const caller = await callerOf(laptop);
    await auth.logout({ caller: await callerOf(phone), origin });
    expect((await auth.listSessions({ caller, limit: 50 })).items).toHaveLength(1);
    fixture.clock.advance(30 * DAY);
    expect((await auth.listSessions({ caller, limit: 50 })).items).toEqual([]);
  });

  it('logging out ends the session of this device alone', async () => {
    await auth.logout({ caller: await callerOf(laptop), origin });
    expect(await refusalOf(callerOf(laptop))).toBe('unauthenticated');
    const refreshing = auth.refresh({ refresh_token: laptop.answer.refresh_token, origin });
    expect(await refusalOf(refreshing)).toBe('invalid_refresh_token');
    expect(await refusalOf(callerOf(phone))).toBe('none');
  });

  it('logging out everywhere ends those of all devices, and of nobody else', async () => {
    const stranger = await fixture.register();
    await auth.logoutAll({ caller: await callerOf(laptop), origin });
    expect(await refusalOf(callerOf(laptop))).toBe('unauthenticated');
    expect(await refusalOf(callerOf(phone))).toBe('unauthenticated');
    expect(await refusalOf(callerOf(stranger))).toBe('none');
  });

  it('a person signs their own other device out', async () => {
    await revoke(laptop, phone.answer.session_id);
    expect(await refusalOf(callerOf(phone))).toBe('unauthenticated');
    expect(await refusalOf(callerOf(laptop))).toBe('none');
  });

  it("another person's session is not found, nor is one that is over or never was", async () => {
    const stranger = await fixture.register();
    expect(await refusalOf(revoke(stranger, phone.answer.session_id))).toBe('not_found');
    expect(await refusalOf(callerOf(phone))).toBe('none');
    await revoke(laptop, phone.answer.session_id);
    expect(await refusalOf(revoke(laptop, phone.answer.session_id))).toBe('not_found');
    expect(await refusalOf(revoke(laptop, newId('session')))).toBe('not_found');
  });

  it('are forgotten with their tokens after their end, and so are mailed tokens', async () => {
    fixture.clock.advance(DAY + HOUR);
    await auth.deleteExpired();
    expect(await count('mail_tokens')).toBe(0);
    expect(await count('sessions')).toBeGreaterThan(0);
    fixture.clock.advance(29 * DAY);
    await auth.deleteExpired();
    expect(await count('sessions')).toBe(0);
    expect(await count('refresh_tokens')).toBe(0);
  });
});

function callerOf({ cookie }: SignIn) {
  return auth.authenticate({ authorization: undefined, cookies: { '__Host-session': cookie.token } });
}

async function revoke(device: SignIn, sessionId: SignIn['answer']['session_id']): Promise<void> {
  await auth.revokeSession({ caller: await callerOf(device), origin, sessionId });
}

function now(): string {
  return fixture.clock.now().toISOString();
}

async function count(table: 'sessions' | 'refresh_tokens' | 'mail_tokens'): Promise<unknown> {
  const { rows } = await fixture.db.orm.execute(
    sql`select count(*)::int as count from ${sql.identifier(table)}`,
  );
  return rows[0]?.count;
}
