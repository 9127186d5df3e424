import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Auth, SignIn, Tokens } from './index.ts';
import { type AuthFixture, origin, startAuth } from './testing/auth-fixture.ts';
import { DAY, MINUTE } from './testing/movable-clock.ts';
import { refusalOf, refusalsOf } from './testing/refusal.ts';

let fixture: AuthFixture;
let auth: Auth;
let signIn: SignIn['answer'];

beforeAll(async () => {
  fixture = await startAuth();
  auth = fixture.auth;
});
beforeEach(async () => {
  signIn = (await fixture.register()).answer;
});
afterAll(() => fixture.close());

describe('refresh', () => {
  it('gives a successor and an access token of the same session', async () => {
    const tokens = await refresh(signIn.refresh_token);
    expect(tokens).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 600,
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
      session_id: signIn.session_id,
    });
    expect(tokens.refresh_token).not.toBe(signIn.refresh_token);
    expect(await callerBy(tokens.access_token)).toMatchObject({ userId: signIn.user.id });
  });

  it('20 parallel refreshes with one token give one successor', async () => {
    const copies = [auth, fixture.anotherCopy()];
    await fixture.connectAll();
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (copies[index % 2] ?? auth).refresh({ refresh_token: signIn.refresh_token, origin }),
      ),
    );
    expect(new Set(tokens.map((each) => each.refresh_token)).size).toBe(1);
    expect(await liveTokens()).toBe(1);
  });

  it('a retry within 30 seconds gets the same successor, again and again', async () => {
    const first = await refresh(signIn.refresh_token);
    fixture.clock.advance(15);
    expect((await refresh(signIn.refresh_token)).refresh_token).toBe(first.refresh_token);
    fixture.clock.advance(15);
    expect((await refresh(signIn.refresh_token)).refresh_token).toBe(first.refresh_token);
    expect(await refusalOf(refresh(first.refresh_token))).toBe('none');
  });

  it('a token reused after the grace ends its whole family, cookie and access token included', async () => {
    const successor = await refresh(signIn.refresh_token);
    fixture.clock.advance(31);
    expect(await refusalOf(refresh(signIn.refresh_token))).toBe('invalid_refresh_token');
    expect(await refusalOf(refresh(successor.refresh_token))).toBe('invalid_refresh_token');
    expect(await refusalOf(callerBy(successor.access_token))).toBe('invalid_token');
    expect(await revokedReason()).toBe('refresh_token_reuse');
    const { rows } = await fixture.db.orm.execute(
      sql`select action, actor_kind from audit_log where target_id = ${signIn.session_id}`,
    );
    expect(rows).toEqual([{ action: 'auth.refresh_token_reused', actor_kind: 'system' }]);
  });

  it('the first token of a long chain, when reused, ends the family too', async () => {
    let tokens: Tokens = signIn;
    for (let link = 0; link < 5; link++) {
      tokens = await refresh(tokens.refresh_token);
      fixture.clock.advance(10 * MINUTE);
    }
    expect(await refusalOf(refresh(signIn.refresh_token))).toBe('invalid_refresh_token');
    expect(await refusalOf(refresh(tokens.refresh_token))).toBe('invalid_refresh_token');
  });

  it('reuse by 20 at once is answered the same to all, and audited once', async () => {
    await refresh(signIn.refresh_token);
    fixture.clock.advance(MINUTE);
    await fixture.connectAll();
    const attempts = Array.from({ length: 20 }, () => refresh(signIn.refresh_token));
    expect(new Set(await refusalsOf(attempts))).toEqual(new Set(['invalid_refresh_token']));
    const { rows } = await fixture.db.orm.execute(
      sql`select count(*)::int as count from audit_log where target_id = ${signIn.session_id}`,
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  it('a revocation during a refresh leaves the session dead, whichever comes first', async () => {
    await fixture.connectAll();
    for (let round = 0; round < 20; round++) {
      const { answer } = await fixture.register();
      const caller = await callerBy(answer.access_token);
      const refreshing = () => refresh(answer.refresh_token).catch(() => undefined);
      const revoking = () => auth.logout({ caller, origin });
      const [first, second] = round % 2 === 0 ? [refreshing, revoking] : [revoking, refreshing];
      const outcomes = await Promise.all([first(), second()]);
      const tokens = outcomes.find((outcome) => outcome !== undefined);
      const survivor = tokens?.refresh_token ?? answer.refresh_token;
      expect(await refusalOf(refresh(survivor))).toBe('invalid_refresh_token');
      expect(await refusalOf(callerBy(tokens?.access_token ?? answer.access_token))).toBe('invalid_token');
    }
  });

  it('ends 30 days after sign-in, however often it was refreshed', async () => {
    let tokens: Tokens = signIn;
    for (let day = 1; day < 30; day++) {
      fixture.clock.advance(DAY);
      tokens = await refresh(tokens.refresh_token);
    }
    fixture.clock.advance(DAY);
    expect(await refusalOf(refresh(tokens.refresh_token))).toBe('invalid_refresh_token');
  });

  it('a disabled person cannot refresh, and a ban that is lifted does not bring old sessions back', async () => {
    const change = { userId: signIn.user.id, actor: { kind: 'system' as const }, reason: 'spam', origin };
    await auth.disableUser(change);
    expect(await refusalOf(refresh(signIn.refresh_token))).toBe('invalid_refresh_token');
    await auth.enableUser(change);
    expect(await refusalOf(refresh(signIn.refresh_token))).toBe('invalid_refresh_token');
  });

  it('a person who was disabled by other means cannot refresh either', async () => {
    await fixture.db.orm.execute(sql`update users set status = 'disabled' where id = ${signIn.user.id}`);
    expect(await refusalOf(refresh(signIn.refresh_token))).toBe('invalid_refresh_token');
  });

  it.each([['x'], ['a'.repeat(43)], ['ünïcode']])('a made-up token such as %s is refused', async (token) => {
    expect(await refusalOf(refresh(token))).toBe('invalid_refresh_token');
  });
});

function refresh(token: string): Promise<Tokens> {
  return auth.refresh({ refresh_token: token, origin });
}

function callerBy(accessToken: string) {
  return auth.authenticate({ authorization: `Bearer ${accessToken}`, cookies: {} });
}

async function liveTokens(): Promise<unknown> {
  const { rows } = await fixture.db.orm.execute(sql`
    select count(*)::int as count from refresh_tokens where session_id = ${signIn.session_id} and used_at is null`);
  return rows[0]?.count;
}

async function revokedReason(): Promise<unknown> {
  const { rows } = await fixture.db.orm.execute(
    sql`select revoked_reason from sessions where id = ${signIn.session_id}`,
  );
  return rows[0]?.revoked_reason;
}
