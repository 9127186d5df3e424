import type { UserCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { AuthCore } from './core.ts';
import { authErrors } from './errors.ts';
import { MAIL_WINDOW_SECONDS, mailLink } from './mail-link.ts';
import { lockUser } from './users.sql.ts';

/**
 * Mails the caller a new link that verifies their address.
 *
 * @throws `email_already_verified`, `too_many_requests`
 */
export async function sendEmailVerification(
  core: AuthCore,
  { caller }: { caller: UserCaller },
): Promise<{ status: 'accepted' }> {
  await core.db.transaction(async (tx) => {
    const user = await lockUser(tx, caller.userId);
    if (user === undefined) throw commonErrors.unauthenticated();
    if (user.email_verified_at !== null) throw authErrors.emailAlreadyVerified();
    const isMailed = await mailLink(core, tx, user, 'verify_email');
    if (!isMailed) throw commonErrors.tooManyRequests({ retryAfterSeconds: MAIL_WINDOW_SECONDS });
  });
  return { status: 'accepted' };
}
