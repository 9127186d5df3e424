import type { RequestOrigin } from '@quartet/platform/contract';
import { bySelf } from './by-self.ts';
import type { AuthCore } from './core.ts';
import { authErrors } from './errors.ts';
import { type PresentedUser, presentUser } from './present.ts';
import { findLink, useLink } from './use-link.ts';
import { markEmailVerified } from './users.sql.ts';

/** Verifies the address that a token was mailed to. @throws `link_expired` */
export async function confirmEmailVerification(
  core: AuthCore,
  { token, origin }: { token: string; origin: RequestOrigin },
): Promise<{ user: PresentedUser }> {
  const link = await findLink(core, token, 'verify_email');
  return core.db.transaction(async (tx) => {
    await useLink(core, tx, link);
    const user = await markEmailVerified(tx, link.user_id, link.email, core.clock.now());
    if (user === undefined) throw authErrors.linkExpired();
    await core.audit.record(tx, {
      action: 'auth.email_verified',
      ...bySelf(user.id, origin),
      after: { email: user.email },
    });
    return { user: presentUser(user) };
  });
}
