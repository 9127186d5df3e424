import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Auth, SignIn } from './index.ts';
import { type AuthFixture, origin, PASSWORD, startAuth } from './testing/auth-fixture.ts';
import { refusalOf, refusalsOf } from './testing/refusal.ts';

const NEW_PASSWORD = 'nine iron giraffes';
let fixture: AuthFixture;
let auth: Auth;
let signIn: SignIn;

beforeAll(async () => {
  fixture = await startAuth();
  auth = fixture.auth;
});
beforeEach(async () => {
  signIn = await fixture.register();
  fixture.throttle.failures.length = 0;
});
afterAll(() => fixture.close());

describe('a change of the password', () => {
  it('gives this device a new session and ends all others', async () => {
    const { email } = signIn.answer.user;
    const other = await auth.login({ email, password: PASSWORD, origin });
    const changed = await change(PASSWORD);
    expect(changed.answer.session_id).not.toBe(signIn.answer.session_id);
    expect(await refusalOf(callerOf(changed))).toBe('none');
    expect(await refusalOf(callerOf(signIn))).toBe('unauthenticated');
    expect(await refusalOf(callerOf(other))).toBe('unauthenticated');
    expect(await refusalOf(auth.login({ email, password: NEW_PASSWORD, origin }))).toBe('none');
    expect(await fixture.outbox.mailsTo(email)).toEqual(['verify_email', 'password_changed']);
  });

  it('with a wrong current password is refused, counted, and changes nothing', async () => {
    expect(await refusalOf(change('not the password'))).toBe('wrong_password');
    expect(fixture.throttle.failures).toEqual([
      { address: origin.address, account: signIn.answer.user.email },
    ]);
    expect(await refusalOf(callerOf(signIn))).toBe('none');
  });

  it('happens once when 20 ask for it at once', async () => {
    const caller = await callerOf(signIn);
    await fixture.connectAll();
    const outcomes = await refusalsOf(
      Array.from({ length: 20 }, (_, index) =>
        auth.changePassword({
          current_password: PASSWORD,
          new_password: `${NEW_PASSWORD} ${index}`,
          caller,
          origin,
        }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'none')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'wrong_password')).toHaveLength(19);
  });
});

async function change(currentPassword: string): Promise<SignIn> {
  const caller = await callerOf(signIn);
  return auth.changePassword({
    current_password: currentPassword,
    new_password: NEW_PASSWORD,
    caller,
    origin,
  });
}

function callerOf({ cookie }: SignIn) {
  return auth.authenticate({ authorization: undefined, cookies: { '__Host-session': cookie.token } });
}
