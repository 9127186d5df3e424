import type { Transaction } from '@quartet/platform/database';
import type { AuthCore } from './core.ts';
import { supersedeMailTokens } from './mail-tokens.sql.ts';
import type { RevocationReason, User } from './schema.ts';
import { revokeSessionsOf } from './sessions.sql.ts';
import { updatePasswordHash } from './users.sql.ts';

/**
 * Stores a new password and ends what the old one led to: every session, and open links that would set
 * another. Tells the person by mail. Lock the user first.
 */
export async function replacePassword(
  core: AuthCore,
  tx: Transaction,
  user: User,
  passwordHash: string,
  reason: Extract<RevocationReason, 'password_reset' | 'password_changed'>,
): Promise<void> {
  const now = core.clock.now();
  await updatePasswordHash(tx, user.id, passwordHash, now);
  await revokeSessionsOf(tx, user.id, reason, now);
  await supersedeMailTokens(tx, user.id, 'reset_password', now);
  await core.mail.enqueue(tx, {
    template: 'password_changed',
    recipient: user.email,
    userId: user.id,
    values: {},
  });
}
