import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Auth, SignIn } from './index.ts';
import { type AuthFixture, origin, PASSWORD, startAuth } from './testing/auth-fixture.ts';
import { HOUR } from './testing/movable-clock.ts';
import { refusalOf, refusalsOf } from './testing/refusal.ts';

const NEW_PASSWORD = 'nine iron giraffes';
let fixture: AuthFixture;
let auth: Auth;
let signIn: SignIn;
let email: string;

beforeAll(async () => {
  fixture = await startAuth();
  auth = fixture.auth;
});
beforeEach(async () => {
  signIn = await fixture.register();
  email = signIn.answer.user.email;
});
afterAll(() => fixture.close());

describe('password reset', () => {
  it('by the mailed token replaces the password, and verifies the address that the mail proved', async () => {
    const { user } = await reset(await mailedToken());
    expect(user).toEqual({ ...signIn.answer.user, email_verified: true });
    expect(await refusalOf(auth.login({ email, password: PASSWORD, origin }))).toBe('invalid_credentials');
    expect(await refusalOf(auth.login({ email, password: NEW_PASSWORD, origin }))).toBe('none');
    expect(await fixture.outbox.mailsTo(email)).toEqual([
      'verify_email',
      'reset_password',
      'password_changed',
    ]);
  });

  it('ends every session: cookie, access token and refresh token', async () => {
    const other = await auth.login({ email, password: PASSWORD, origin });
    await reset(await mailedToken());
    for (const { answer, cookie } of [signIn, other]) {
      const cookies = { '__Host-session': cookie.token };
      const authorization = `Bearer ${answer.access_token}`;
      expect(await refusalOf(auth.authenticate({ authorization: undefined, cookies }))).toBe(
        'unauthenticated',
      );
      expect(await refusalOf(auth.authenticate({ authorization, cookies: {} }))).toBe('invalid_token');
      const refreshing = auth.refresh({ refresh_token: answer.refresh_token, origin });
      expect(await refusalOf(refreshing)).toBe('invalid_refresh_token');
    }
  });

  it('a token works once, whoever of 20 comes first', async () => {
    const token = await mailedToken();
    await fixture.connectAll();
    const outcomes = await refusalsOf(
      Array.from({ length: 20 }, (_, index) => reset(token, `${NEW_PASSWORD} ${index}`)),
    );
    expect(outcomes.filter((outcome) => outcome === 'none')).toHaveLength(1);
    const winner = `${NEW_PASSWORD} ${outcomes.indexOf('none')}`;
    expect(await refusalOf(auth.login({ email, password: winner, origin }))).toBe('none');
  });

  it('a token ends after an hour, after a newer mail, and after a change of the password', async () => {
    const expired = await mailedToken();
    fixture.clock.advance(HOUR);
    expect(await refusalOf(reset(expired))).toBe('link_expired');
    const replaced = await mailedToken();
    const outlived = await mailedToken();
    expect(await refusalOf(reset(replaced))).toBe('link_expired');
    await auth.changePassword({
      current_password: PASSWORD,
      new_password: NEW_PASSWORD,
      caller: await auth.authenticate({
        authorization: undefined,
        cookies: { '__Host-session': signIn.cookie.token },
      }),
      origin,
    });
    expect(await refusalOf(reset(outlived))).toBe('link_expired');
  });

  it('a request is answered the same whether there is such an account or not', async () => {
    const unknown = await auth.requestPasswordReset({ email: 'nobody@example.com' });
    expect(await auth.requestPasswordReset({ email })).toEqual(unknown);
    expect(await fixture.outbox.mailsTo('nobody@example.com')).toEqual([]);
    expect(await fixture.outbox.mailsTo(email)).toEqual(['verify_email', 'reset_password']);
  });

  it('an account gets five mails an hour, however many are asked for', async () => {
    await fixture.connectAll();
    await Promise.all(Array.from({ length: 20 }, () => auth.requestPasswordReset({ email })));
    expect(await fixture.outbox.mailsTo(email)).toHaveLength(1 + 5);
    fixture.clock.advance(HOUR);
    await auth.requestPasswordReset({ email });
    expect(await fixture.outbox.mailsTo(email)).toHaveLength(1 + 6);
  });

  it('does nothing for a disabled account, be it disabled before or after the mail', async () => {
    const token = await mailedToken();
    await auth.disableUser({
      userId: signIn.answer.user.id,
      actor: { kind: 'system' },
      reason: 'spam',
      origin,
    });
    await auth.requestPasswordReset({ email });
    expect(await fixture.outbox.mailsTo(email)).toEqual(['verify_email', 'reset_password']);
    expect(await refusalOf(reset(token))).toBe('link_expired');
  });

  it('a weak password is refused and leaves the token usable', async () => {
    const token = await mailedToken();
    expect(await refusalOf(reset(token, email))).toBe('weak_password');
    expect(await refusalOf(reset(token))).toBe('none');
  });

  it('keeps no token in clear: not of mails, sessions or refreshes', async () => {
    const secrets = [await mailedToken(), signIn.cookie.token, signIn.answer.refresh_token];
    const successor = await auth.refresh({ refresh_token: signIn.answer.refresh_token, origin });
    secrets.push(successor.refresh_token, PASSWORD);
    const tables = ['users', 'sessions', 'refresh_tokens', 'mail_tokens', 'mails', 'audit_log'];
    for (const table of tables) {
      const { rows } = await fixture.db.orm.execute<{ row: string }>(
        sql`select row_to_json(t)::text as row from ${sql.identifier(table)} t`,
      );
      const text = rows.map(({ row }) => row).join('\n');
      expect(text.length).toBeGreaterThan(0);
      for (const secret of secrets) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(Buffer.from(secret).toString('hex'));
      }
    }
  });
});

function reset(token: string, password = NEW_PASSWORD) {
  return auth.confirmPasswordReset({ token, password, origin });
}

async function mailedToken(): Promise<string> {
  await auth.requestPasswordReset({ email });
  return fixture.outbox.tokenFor(email, 'reset_password');
}
