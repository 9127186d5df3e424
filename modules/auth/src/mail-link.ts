import { secondsAfter } from '@quartet/platform/clock';
import { hashToken, newToken } from '@quartet/platform/crypto';
import type { Transaction } from '@quartet/platform/database';
import type { AuthCore } from './core.ts';
import { countMailTokensSince, insertMailToken, supersedeMailTokens } from './mail-tokens.sql.ts';
import type { MailTokenPurpose, User } from './schema.ts';

export const MAIL_WINDOW_SECONDS = 60 * 60;

/**
 * Mails a link with a fresh token, and ends the earlier ones of its purpose. Lock the user first.
 *
 * @returns false, and sends nothing, when the account has had its share of such mails this hour
 */
export async function mailLink(
  core: AuthCore,
  tx: Transaction,
  user: User,
  purpose: MailTokenPurpose,
): Promise<boolean> {
  const now = core.clock.now();
  const sent = await countMailTokensSince(tx, user.id, purpose, secondsAfter(now, -MAIL_WINDOW_SECONDS));
  if (sent >= core.config.linkMailsPerHour) return false;
  const token = newToken();
  await supersedeMailTokens(tx, user.id, purpose, now);
  await insertMailToken(tx, {
    token_hash: hashToken(token),
    purpose,
    user_id: user.id,
    email: user.email,
    created_at: now,
    expires_at: secondsAfter(now, ttlSecondsOf(purpose, core)),
  });
  await core.mail.enqueue(tx, {
    template: purpose,
    recipient: user.email,
    userId: user.id,
    values: { token },
  });
  return true;
}

function ttlSecondsOf(purpose: MailTokenPurpose, { config }: AuthCore): number {
  return purpose === 'verify_email' ? config.emailVerificationTtlSeconds : config.passwordResetTtlSeconds;
}
