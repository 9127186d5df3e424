import { pbkdf2Sync } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Auth, SignIn } from './index.ts';
import { type AuthFixture, origin, PASSWORD, startAuth } from './testing/auth-fixture.ts';
import { HOUR } from './testing/movable-clock.ts';
import { refusalOf, refusalsOf } from './testing/refusal.ts';

let fixture: AuthFixture;
let auth: Auth;
let ada: SignIn['answer']['user'];

beforeAll(async () => {
  fixture = await startAuth();
  auth = fixture.auth;
});
beforeEach(async () => {
  ada = (await fixture.register()).answer.user;
  fixture.throttle.failures.length = 0;
  fixture.throttle.successes.length = 0;
});
afterAll(() => fixture.close());

describe('login', () => {
  it('opens a new session each time', async () => {
    const first = await signIn(PASSWORD);
    const second = await signIn(PASSWORD);
    expect(first.answer.user).toEqual(ada);
    expect(second.answer.session_id).not.toBe(first.answer.session_id);
    expect(second.cookie.token).not.toBe(first.cookie.token);
  });

  it('takes a password in any Unicode form', async () => {
    const email = 'zoë@example.com'.normalize('NFKC').replace('ë', 'e');
    await auth.register({ email, password: 'crème brûlée ﬁrst'.normalize('NFC'), origin });
    const attempt = auth.login({ email, password: 'crème brûlée first'.normalize('NFD'), origin });
    expect(await refusalOf(attempt)).toBe('none');
  });

  it.each([
    ['an unknown address', () => auth.login({ email: 'nobody@example.com', password: PASSWORD, origin })],
    ['a wrong password', () => signIn('not the password')],
    ['a disabled account', () => disable().then(() => signIn(PASSWORD))],
    ['an account without a password', () => storeHash(null).then(() => signIn(PASSWORD))],
    ['a hash of an unknown kind', () => storeHash('$2b$12$somebcrypt').then(() => signIn(PASSWORD))],
  ])('%s is refused the same, and counted', async (_circumstance, attempt) => {
    expect(await refusalOf(attempt())).toBe('invalid_credentials');
    expect(fixture.throttle.failures).toHaveLength(1);
    expect(fixture.throttle.successes).toHaveLength(0);
  });

  it('is refused by the throttle before the password is looked at', async () => {
    const shut = await startAuth();
    await shut.register('ada@example.com');
    shut.throttle.shut();
    const attempt = shut.auth.login({ email: 'ada@example.com', password: PASSWORD, origin });
    expect(await refusalOf(attempt)).toBe('too_many_requests');
    await shut.close();
  });

  it('a database that is away is no wrong password', async () => {
    const away = await startAuth();
    await away.register('ada@example.com');
    await away.close();
    const attempt = away.auth.login({ email: 'ada@example.com', password: PASSWORD, origin });
    await expect(attempt).rejects.toThrow();
    expect(away.throttle.failures).toHaveLength(0);
  });

  it('more at once than can be hashed in about a second are asked to come again, and are not counted', async () => {
    const tooMany = availableParallelism() * 65 + 30;
    const attempts = Array.from({ length: tooMany }, (_, index) =>
      auth.login({ email: `nobody-${index}@example.com`, password: PASSWORD, origin }),
    );
    const outcomes = await refusalsOf(attempts);
    expect(new Set(outcomes)).toEqual(new Set(['invalid_credentials', 'unavailable']));
    const hashed = outcomes.filter((outcome) => outcome === 'invalid_credentials');
    expect(fixture.throttle.failures).toHaveLength(hashed.length);
  });

  it.each([
    ["Django's PBKDF2 with 600,000 iterations", 600_000, django],
    ["Django's PBKDF2 with 100,000 iterations", 100_000, django],
    ["passlib's PBKDF2 with 600,000 iterations", 600_000, passlib],
    ["passlib's PBKDF2 with 100,000 iterations", 100_000, passlib],
  ])('a hash of %s lets in and is replaced by argon2id', async (_kind, iterations, encode) => {
    await storeHash(encode('an imported password', iterations));
    expect(await refusalOf(signIn('another password'))).toBe('invalid_credentials');
    expect(await refusalOf(signIn('an imported password'))).toBe('none');
    expect(await storedHash()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await refusalOf(signIn('an imported password'))).toBe('none');
  });

  it('parallel sign-ins with a hash that is due for replacement all get in', async () => {
    await storeHash(django('an imported password', 100_000));
    const attempts = Array.from({ length: 4 }, () => signIn('an imported password'));
    expect(await refusalsOf(attempts)).toEqual(['none', 'none', 'none', 'none']);
  });

  it('a sign-in with the old password that is under way during a reset opens no session', async () => {
    for (let round = 0; round < 10; round++) {
      fixture.clock.advance(HOUR);
      await auth.requestPasswordReset({ email: ada.email });
      const token = await fixture.outbox.tokenFor(ada.email, 'reset_password');
      const [old] = await Promise.allSettled([
        signIn(round === 0 ? PASSWORD : `password of round ${round - 1}`),
        auth.confirmPasswordReset({ token, password: `password of round ${round}`, origin }),
      ]);
      if (old.status === 'rejected') continue;
      const cookies = { '__Host-session': old.value.cookie.token };
      expect(await refusalOf(auth.authenticate({ authorization: undefined, cookies }))).toBe(
        'unauthenticated',
      );
    }
  });

  it('is audited by session, and its failures leave the log alone', async () => {
    const { answer } = await signIn(PASSWORD);
    await refusalOf(signIn('not the password'));
    const { rows } = await fixture.db.orm.execute(
      sql`select action, target_id, after from audit_log where actor_id = ${ada.id} order by position`,
    );
    expect(rows).toEqual([
      { action: 'auth.registered', target_id: ada.id, after: { email: ada.email } },
      { action: 'auth.signed_in', target_id: answer.session_id, after: { method: 'password' } },
    ]);
  });
});

function signIn(password: string): Promise<SignIn> {
  return auth.login({ email: ada.email, password, origin });
}

async function disable(): Promise<void> {
  await auth.disableUser({ userId: ada.id, actor: { kind: 'system' }, reason: 'spam', origin });
}

async function storeHash(hash: string | null): Promise<void> {
  await fixture.db.orm.execute(sql`update users set password_hash = ${hash} where id = ${ada.id}`);
}

async function storedHash(): Promise<unknown> {
  const { rows } = await fixture.db.orm.execute(sql`select password_hash from users where id = ${ada.id}`);
  return rows[0]?.password_hash;
}

function django(password: string, iterations: number): string {
  const salt = 'Xq3vT0aPz7Lk1m';
  return `pbkdf2_sha256$${iterations}$${salt}$${pbkdf2Sync(password, salt, iterations, 32, 'sha256').toString('base64')}`;
}

function passlib(password: string, iterations: number): string {
  const salt = Buffer.from('0123456789abcdef');
  const key = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  return `$pbkdf2-sha256$${iterations}$${adapted(salt)}$${adapted(key)}`;
}

function adapted(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '.').replaceAll('=', '');
}
