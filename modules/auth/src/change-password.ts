import type { RequestOrigin, SessionCaller } from '@quartet/platform/contract';
import { bySelf } from './by-self.ts';
import type { AuthCore } from './core.ts';
import { authErrors } from './errors.ts';
import { newSession, openSession, presentSignIn, type SignIn } from './open-session.ts';
import { replacePassword } from './replace-password.ts';
import type { User } from './schema.ts';
import { findUser, lockUser } from './users.sql.ts';

export interface PasswordChange {
  current_password: string;
  new_password: string;
  caller: SessionCaller;
  origin: RequestOrigin;
}

/**
 * Sets a new password. This device gets a new session, all others are signed out. Whoever has found an open
 * browser guesses no faster here than at login.
 *
 * @throws `wrong_password`, `weak_password`, `too_many_requests`, `unavailable`
 */
export async function changePassword(core: AuthCore, change: PasswordChange): Promise<SignIn> {
  const { caller, origin } = change;
  await core.passwordPolicy.check(change.new_password, caller.email, 'body.new_password');
  const user = await verifyCurrentPassword(core, change);
  const passwordHash = await core.passwordHashes.hash(change.new_password);
  const session = await newSession(core, user.id, origin);
  await core.db.transaction(async (tx) => {
    const current = await lockUser(tx, user.id);
    if (current?.status !== 'active' || current.password_hash !== user.password_hash) throw wrongPassword();
    await replacePassword(core, tx, user, passwordHash, 'password_changed');
    await openSession(tx, session);
    await core.audit.record(tx, {
      action: 'auth.password_changed',
      ...bySelf(user.id, origin),
    });
  });
  return presentSignIn(user, session);
}

async function verifyCurrentPassword(
  core: AuthCore,
  { caller, origin, current_password }: PasswordChange,
): Promise<User> {
  const keys = { address: origin.address, account: caller.email };
  await core.throttle.check(keys);
  const user = await findUser(core.db.orm, caller.userId);
  const isRight = await core.passwordHashes.verify(user?.password_hash, current_password);
  if (!isRight || user === undefined) {
    await core.throttle.failed(keys);
    throw wrongPassword();
  }
  await core.throttle.succeeded(keys);
  return user;
}

function wrongPassword() {
  return authErrors.wrongPassword({ errors: [{ path: 'body.current_password', message: 'is not right' }] });
}
