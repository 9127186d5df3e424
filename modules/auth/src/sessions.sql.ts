import { type Executor, olderThan, type Slice, type Transaction } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { and, desc, eq, gt, inArray, isNull, lte } from 'drizzle-orm';
import { type RevocationReason, refreshTokens, type Session, sessions } from './schema.ts';

export async function insertSession(tx: Transaction, session: Session): Promise<void> {
  await tx.insert(sessions).values(session);
}

/** Of many requests at once, the first writes; the others find nothing to do. */
export async function markSeenByBearer(
  executor: Executor,
  sessionId: Id<'session'>,
  now: Date,
  unlessSince: Date,
): Promise<void> {
  await executor
    .update(sessions)
    .set({ last_seen_at: now })
    .where(and(eq(sessions.id, sessionId), lte(sessions.last_seen_at, unlessSince)));
}

/** The same for the cookie, whose idle time begins anew. */
export async function markSeenByCookie(
  executor: Executor,
  sessionId: Id<'session'>,
  now: Date,
  unlessSince: Date,
): Promise<void> {
  await executor
    .update(sessions)
    .set({ last_seen_at: now, cookie_seen_at: now })
    .where(and(eq(sessions.id, sessionId), lte(sessions.cookie_seen_at, unlessSince)));
}

/** The live sessions of a user, the newest first. */
export async function findLiveSessions(
  executor: Executor,
  userId: Id<'user'>,
  now: Date,
  { past, count }: Slice,
): Promise<Session[]> {
  return executor
    .select()
    .from(sessions)
    .where(
      and(
        eq(sessions.user_id, userId),
        isNull(sessions.revoked_at),
        gt(sessions.expires_at, now),
        olderThan(sessions.id, past),
      ),
    )
    .orderBy(desc(sessions.id))
    .limit(count);
}

/** Answers whether there was a live session of this user to revoke. */
export async function revokeLiveSession(
  tx: Transaction,
  ids: { sessionId: Id<'session'>; userId: Id<'user'> },
  reason: RevocationReason,
  now: Date,
): Promise<boolean> {
  const revoked = await tx
    .update(sessions)
    .set({ revoked_at: now, revoked_reason: reason })
    .where(
      and(
        eq(sessions.id, ids.sessionId),
        eq(sessions.user_id, ids.userId),
        isNull(sessions.revoked_at),
        gt(sessions.expires_at, now),
      ),
    )
    .returning({ id: sessions.id });
  return revoked.length > 0;
}

/** Lock the user first, so that no session slips in meanwhile. Answers how many there were. */
export async function revokeSessionsOf(
  tx: Transaction,
  userId: Id<'user'>,
  reason: RevocationReason,
  now: Date,
): Promise<number> {
  const revoked = await tx
    .update(sessions)
    .set({ revoked_at: now, revoked_reason: reason })
    .where(and(eq(sessions.user_id, userId), isNull(sessions.revoked_at), gt(sessions.expires_at, now)))
    .returning({ id: sessions.id });
  return revoked.length;
}

/**
 * Locks the session of a refresh token, so that refreshing and revoking pass one by one. What it answers is as
 * of the lock; read anything else after it.
 */
export async function lockSessionOfRefreshToken(
  tx: Transaction,
  tokenHash: string,
): Promise<Session | undefined> {
  const sessionId = tx
    .select({ id: refreshTokens.session_id })
    .from(refreshTokens)
    .where(eq(refreshTokens.token_hash, tokenHash));
  const [session] = await tx
    .select()
    .from(sessions)
    .where(inArray(sessions.id, sessionId))
    .for('no key update');
  return session;
}

/** Their refresh tokens go with them. */
export async function deleteExpiredSessions(executor: Executor, now: Date): Promise<void> {
  await executor.delete(sessions).where(lte(sessions.expires_at, now));
}
