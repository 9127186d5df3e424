import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Auth, SignIn } from './index.ts';
import { type AuthFixture, origin, startAuth } from './testing/auth-fixture.ts';
import { DAY, HOUR } from './testing/movable-clock.ts';
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

describe('e-mail verification', () => {
  it('by the mailed token verifies the address', async () => {
    const { user } = await auth.confirmEmailVerification({ token: await mailedToken(), origin });
    expect(user).toEqual({ ...signIn.user, email_verified: true });
    expect(await caller()).toMatchObject({ emailVerified: true });
  });

  it('a token works once, whoever of 20 comes first', async () => {
    const token = await mailedToken();
    await fixture.connectAll();
    const outcomes = await refusalsOf(
      Array.from({ length: 20 }, () => auth.confirmEmailVerification({ token, origin })),
    );
    expect(outcomes.filter((outcome) => outcome === 'none')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'link_expired')).toHaveLength(19);
  });

  it('a new mail ends the token of the one before', async () => {
    const first = await mailedToken();
    await auth.sendEmailVerification({ caller: await caller() });
    expect(await refusalOf(auth.confirmEmailVerification({ token: first, origin }))).toBe('link_expired');
    expect(await refusalOf(auth.confirmEmailVerification({ token: await mailedToken(), origin }))).toBe(
      'none',
    );
  });

  it('a token ends after 24 hours', async () => {
    const token = await mailedToken();
    fixture.clock.advance(DAY);
    expect(await refusalOf(auth.confirmEmailVerification({ token, origin }))).toBe('link_expired');
  });

  it('a token verifies the address that it was mailed to and no other', async () => {
    const token = await mailedToken();
    await fixture.db.orm.execute(
      sql`update users set email = ${`new-${signIn.user.email}`} where id = ${signIn.user.id}`,
    );
    expect(await refusalOf(auth.confirmEmailVerification({ token, origin }))).toBe('link_expired');
    expect(await caller()).toMatchObject({ emailVerified: false });
  });

  it('a token that resets a password does not verify, and the other way round', async () => {
    await auth.requestPasswordReset({ email: signIn.user.email });
    const reset = await fixture.outbox.tokenFor(signIn.user.email, 'reset_password');
    const token = await mailedToken();
    expect(await refusalOf(auth.confirmEmailVerification({ token: reset, origin }))).toBe('link_expired');
    const resetting = auth.confirmPasswordReset({ token, password: 'nine iron giraffes', origin });
    expect(await refusalOf(resetting)).toBe('link_expired');
  });

  it('an account gets five mails an hour, and is told so', async () => {
    for (let mail = 2; mail <= 5; mail++) {
      expect(await refusalOf(auth.sendEmailVerification({ caller: await caller() }))).toBe('none');
    }
    const oneTooMany = auth.sendEmailVerification({ caller: await caller() });
    expect(await refusalOf(oneTooMany)).toBe('too_many_requests');
    expect(await fixture.outbox.mailsTo(signIn.user.email)).toHaveLength(5);
    const sessionCaller = await caller();
    fixture.clock.advance(HOUR);
    expect(await refusalOf(auth.sendEmailVerification({ caller: sessionCaller }))).toBe('none');
  });

  it('20 requests at once leave one open token', async () => {
    const person = await caller();
    await fixture.connectAll();
    await refusalsOf(Array.from({ length: 20 }, () => auth.sendEmailVerification({ caller: person })));
    const { rows } = await fixture.db.orm.execute(sql`
      select count(*)::int as count from mail_tokens where user_id = ${person.userId} and superseded_at is null`);
    expect(rows).toEqual([{ count: 1 }]);
  });

  it('an address that is verified gets no more mails', async () => {
    await auth.confirmEmailVerification({ token: await mailedToken(), origin });
    const sending = auth.sendEmailVerification({ caller: await caller() });
    expect(await refusalOf(sending)).toBe('email_already_verified');
  });
});

function mailedToken(): Promise<string> {
  return fixture.outbox.tokenFor(signIn.user.email, 'verify_email');
}

function caller() {
  return auth.authenticate({ authorization: `Bearer ${signIn.access_token}`, cookies: {} });
}
