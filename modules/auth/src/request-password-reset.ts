import { setTimeout as pause } from 'node:timers/promises';
import type { AuthCore } from './core.ts';
import { mailLink } from './mail-link.ts';
import { findUserByEmail, lockUser } from './users.sql.ts';

/**
 * Longer than the work takes. Every answer takes this long, so that its time does not tell whether there is
 * such an account (OWASP Forgot Password Cheat Sheet, "Forgot Password Request").
 */
const ANSWER_AFTER_MS = 100;

/** Mails a link that resets the password, if there is an active account; answers the same either way. */
export async function requestPasswordReset(
  core: AuthCore,
  { email }: { email: string },
): Promise<{ status: 'accepted' }> {
  await Promise.all([mailResetLink(core, email), pause(ANSWER_AFTER_MS)]);
  return { status: 'accepted' };
}

async function mailResetLink(core: AuthCore, email: string): Promise<void> {
  const found = await findUserByEmail(core.db.orm, email);
  if (found === undefined) return;
  await core.db.transaction(async (tx) => {
    const user = await lockUser(tx, found.id);
    if (user?.status === 'active') await mailLink(core, tx, user, 'reset_password');
  });
}
