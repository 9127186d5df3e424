import type { Database } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { sessions, users } from './schema.ts';

/** What `authenticate` reads of a live session of an active user. */
export type LiveSession = NonNullable<Awaited<ReturnType<SessionLookup['byId']>>>;

export type SessionLookup = ReturnType<typeof prepareSessionLookup>;

/** The statements of every request that a signed-in person makes: one round trip each, prepared by name. */
export function prepareSessionLookup(orm: Database['orm']) {
  const now = sql.placeholder('now');
  const live = [isNull(sessions.revoked_at), gt(sessions.expires_at, now), eq(users.status, 'active')];
  const lookup = () =>
    orm
      .select({
        id: sessions.id,
        user_id: sessions.user_id,
        last_seen_at: sessions.last_seen_at,
        cookie_seen_at: sessions.cookie_seen_at,
        email: users.email,
        full_name: users.full_name,
        email_verified_at: users.email_verified_at,
        created_at: users.created_at,
      })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.user_id));

  const byCookie = lookup()
    .where(
      and(
        eq(sessions.token_hash, sql.placeholder('tokenHash')),
        gt(sessions.cookie_seen_at, sql.placeholder('idleSince')),
        ...live,
      ),
    )
    .prepare('auth_session_by_cookie');
  const byId = lookup()
    .where(
      and(
        eq(sessions.id, sql.placeholder('sessionId')),
        eq(sessions.user_id, sql.placeholder('userId')),
        ...live,
      ),
    )
    .prepare('auth_session_by_id');

  return {
    async byCookie(values: { tokenHash: string; idleSince: Date; now: Date }) {
      const [session] = await byCookie.execute(values);
      return session;
    },
    async byId(values: { sessionId: Id<'session'>; userId: Id<'user'>; now: Date }) {
      const [session] = await byId.execute(values);
      return session;
    },
  };
}
