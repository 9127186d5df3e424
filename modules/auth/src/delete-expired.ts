import { secondsAfter } from '@quartet/platform/clock';
import type { AuthCore } from './core.ts';
import { MAIL_WINDOW_SECONDS } from './mail-link.ts';
import { deleteMailTokensExpiredBefore } from './mail-tokens.sql.ts';
import { deleteExpiredSessions } from './sessions.sql.ts';

/**
 * Forgets what can no longer be used. Revoked sessions stay until their natural end, so that reuse of their
 * refresh tokens is still told apart; mailed tokens stay as long as they count for the hourly share.
 */
export async function deleteExpired({ db, clock }: AuthCore): Promise<void> {
  const now = clock.now();
  await deleteExpiredSessions(db.orm, now);
  await deleteMailTokensExpiredBefore(db.orm, secondsAfter(now, -MAIL_WINDOW_SECONDS));
}
