import type { RequestOrigin } from '@quartet/platform/contract';
import { bySelf } from './by-self.ts';
import type { AuthCore } from './core.ts';
import { authErrors } from './errors.ts';
import { type PresentedUser, presentUser } from './present.ts';
import { replacePassword } from './replace-password.ts';
import { findLink, useLink } from './use-link.ts';
import { markEmailVerified } from './users.sql.ts';

export interface PasswordReset {
  token: string;
  password: string;
  origin: RequestOrigin;
}

/**
 * Sets a new password by a mailed token, and ends all sessions: whoever knew the old password is out. The mail
 * has proved the address, so it counts as verified.
 *
 * @throws `link_expired`, `weak_password`, `unavailable`
 */
export async function confirmPasswordReset(
  core: AuthCore,
  { token, password, origin }: PasswordReset,
): Promise<{ user: PresentedUser }> {
  const link = await findLink(core, token, 'reset_password');
  await core.passwordPolicy.check(password, link.email, 'body.password');
  const passwordHash = await core.passwordHashes.hash(password);
  const user = await core.db.transaction(async (tx) => {
    await useLink(core, tx, link);
    const verified = await markEmailVerified(tx, link.user_id, link.email, core.clock.now());
    if (verified === undefined) throw authErrors.linkExpired();
    await replacePassword(core, tx, verified, passwordHash, 'password_reset');
    await core.audit.record(tx, {
      action: 'auth.password_reset',
      ...bySelf(verified.id, origin),
    });
    return verified;
  });
  await core.throttle.succeeded({ address: origin.address, account: user.email });
  return { user: presentUser(user) };
}
