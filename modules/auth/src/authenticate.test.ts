import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Auth, SignIn, Tokens } from './index.ts';
import { type AuthFixture, origin, startAuth } from './testing/auth-fixture.ts';
import { DAY, MINUTE } from './testing/movable-clock.ts';
import { refusalOf } from './testing/refusal.ts';

let fixture: AuthFixture;
let auth: Auth;
let signIn: SignIn;

beforeAll(async () => {
  fixture = await startAuth();
  auth = fixture.auth;
});
beforeEach(async () => {
  signIn = await fixture.register();
});
afterAll(() => fixture.close());

describe('authenticate', () => {
  it('knows the person by cookie and by bearer token', async () => {
    const { user, session_id } = signIn.answer;
    const caller = {
      kind: 'user',
      userId: user.id,
      sessionId: session_id,
      email: user.email,
      emailVerified: false,
      fullName: null,
      createdAt: fixture.clock.now(),
    };
    expect(await byCookie()).toEqual({ ...caller, credential: 'cookie' });
    expect(await byBearer()).toEqual({ ...caller, credential: 'bearer' });
    expect(auth.me({ caller: await byCookie() })).toEqual({ user });
  });

  it.each([
    ['an empty one', ''],
    ['another scheme', 'Basic YWRhOnNlY3JldA=='],
    ['no token', 'Bearer '],
    ['a token that is none', 'Bearer x'],
    ['two tokens', 'Bearer a b'],
    ['a token of three parts of nothing', 'Bearer ..'],
    ['text that is no base64url', 'Bearer eyJ.%%%.x'],
    ['letters beyond ASCII', 'Bearer ünïcode.ünïcode.ünïcode'],
    ['a very long one', `Bearer ${'a'.repeat(10_000)}.a.a`],
  ])('an Authorization header with %s is refused, whatever the cookie', async (_fault, authorization) => {
    const cookies = { '__Host-session': signIn.cookie.token };
    expect(await refusalOf(auth.authenticate({ authorization, cookies }))).toBe('invalid_token');
  });

  it('nobody is known without credentials, or by a cookie of another name or value', async () => {
    const { token } = signIn.cookie;
    for (const cookies of [
      {},
      { session: token },
      { '__Host-session': '' },
      { '__Host-session': `${token}x` },
    ]) {
      expect(await refusalOf(auth.authenticate({ authorization: undefined, cookies }))).toBe(
        'unauthenticated',
      );
    }
  });

  it('a ban bites on the next request, by cookie and by bearer token', async () => {
    await auth.disableUser({
      userId: signIn.answer.user.id,
      actor: { kind: 'system' },
      reason: 'spam',
      origin,
    });
    expect(await refusalOf(byCookie())).toBe('unauthenticated');
    expect(await refusalOf(byBearer())).toBe('invalid_token');
  });

  it('a person who was disabled by other means is nobody on the next request', async () => {
    await fixture.db.orm.execute(
      sql`update users set status = 'disabled' where id = ${signIn.answer.user.id}`,
    );
    expect(await refusalOf(byCookie())).toBe('unauthenticated');
    expect(await refusalOf(byBearer())).toBe('invalid_token');
  });

  it('a deleted person is nobody on the next request', async () => {
    await byBearer();
    await fixture.db.orm.execute(sql`delete from users where id = ${signIn.answer.user.id}`);
    expect(await refusalOf(byCookie())).toBe('unauthenticated');
    expect(await refusalOf(byBearer())).toBe('invalid_token');
  });

  it('a cookie ends after seven days without a request, its session does not', async () => {
    fixture.clock.advance(7 * DAY - 1);
    expect(await refusalOf(byCookie())).toBe('none');
    fixture.clock.advance(7 * DAY);
    expect(await refusalOf(byCookie())).toBe('unauthenticated');
    const refreshing = auth.refresh({ refresh_token: signIn.answer.refresh_token, origin });
    expect(await refusalOf(refreshing)).toBe('none');
  });

  it('a cookie ends 30 days after sign-in, however often it was used', async () => {
    for (let day = 1; day < 30; day++) {
      fixture.clock.advance(DAY);
      expect(await refusalOf(byCookie())).toBe('none');
    }
    fixture.clock.advance(DAY);
    expect(await refusalOf(byCookie())).toBe('unauthenticated');
  });

  it('a cookie that is used beside a bearer token does not count as idle', async () => {
    let tokens: Tokens = signIn.answer;
    for (let day = 1; day <= 8; day++) {
      fixture.clock.advance(DAY);
      tokens = await auth.refresh({ refresh_token: tokens.refresh_token, origin });
      expect(await refusalOf(byCookie())).toBe('none');
    }
  });

  it('the time last seen is written once in five minutes', async () => {
    const began = fixture.clock.now();
    fixture.clock.advance(4 * MINUTE);
    await byCookie();
    await byBearer();
    expect(await lastSeen()).toEqual(began);
    fixture.clock.advance(MINUTE);
    await Promise.all(Array.from({ length: 20 }, byCookie));
    expect(await lastSeen()).toEqual(fixture.clock.now());
  });
});

function byCookie() {
  return auth.authenticate({ authorization: undefined, cookies: { '__Host-session': signIn.cookie.token } });
}

function byBearer() {
  return auth.authenticate({ authorization: `Bearer ${signIn.answer.access_token}`, cookies: {} });
}

async function lastSeen(): Promise<Date> {
  const { rows } = await fixture.db.orm.execute<{ last_seen_at: string }>(
    sql`select last_seen_at from sessions where id = ${signIn.answer.session_id}`,
  );
  return new Date(rows[0]?.last_seen_at ?? '');
}
