import type { RequestOrigin } from '@quartet/platform/contract';
import type { AuthCore } from './core.ts';
import { authErrors } from './errors.ts';
import { newSession, openSession, presentSignIn, type SignIn } from './open-session.ts';
import type { User } from './schema.ts';
import { findUserByEmail, lockUser, updatePasswordHash } from './users.sql.ts';

export interface Login {
  /** Canonical, as `emailSchema` gives it. */
  email: string;
  password: string;
  origin: RequestOrigin;
}

type UserWithPassword = User & { password_hash: string };

/**
 * Signs in with a password. Whatever is wrong, the work and the answer are the same. Only a wrong password
 * counts as a failure: a fault on the way is thrown before anything is counted.
 *
 * @throws `invalid_credentials`, `too_many_requests`, `unavailable`
 */
export async function login(core: AuthCore, attempt: Login): Promise<SignIn> {
  const keys = { address: attempt.origin.address, account: attempt.email };
  await core.throttle.check(keys);
  const user = await findUserByEmail(core.db.orm, attempt.email);
  const isRight = await core.passwordHashes.verify(user?.password_hash, attempt.password);
  if (!isRight || !mayEnter(user)) {
    await core.throttle.failed(keys);
    core.log.info({ request_id: attempt.origin.requestId, address: keys.address }, 'A sign-in was refused.');
    throw authErrors.invalidCredentials();
  }
  const signIn = await enter(core, user, attempt);
  if (signIn === undefined) return login(core, attempt);
  await core.throttle.succeeded(keys);
  return signIn;
}

function mayEnter(user: User | undefined): user is UserWithPassword {
  return user?.status === 'active' && user.password_hash !== null;
}

/**
 * Opens the session, unless the password or the account changed since the password was compared: a reset or a
 * ban that came between would not end this session, so the attempt has to begin again.
 */
async function enter(
  core: AuthCore,
  user: UserWithPassword,
  { password, origin }: Login,
): Promise<SignIn | undefined> {
  const betterHash = core.passwordHashes.needsRehash(user.password_hash)
    ? await core.passwordHashes.hash(password)
    : undefined;
  const session = await newSession(core, user.id, origin);
  return core.db.transaction(async (tx) => {
    const current = await lockUser(tx, user.id);
    if (current?.status !== user.status || current.password_hash !== user.password_hash) return undefined;
    if (betterHash !== undefined) await updatePasswordHash(tx, user.id, betterHash, core.clock.now());
    await openSession(tx, session);
    await core.audit.record(tx, {
      action: 'auth.signed_in',
      actor: { kind: 'user', id: user.id },
      target: { kind: 'session', id: session.row.id },
      after: { method: 'password' },
      requestId: origin.requestId,
    });
    return presentSignIn(user, session);
  });
}
