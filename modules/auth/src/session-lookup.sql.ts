import type { Database } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';

/** What `authenticate` reads of a live session of an active user. */
export interface LiveSession {
  id: Id<'session'>;
  user_id: Id<'user'>;
  last_seen_at: Date;
  cookie_seen_at: Date;
  email: string;
  full_name: string | null;
  email_verified_at: Date | null;
  created_at: Date;
}

export type SessionLookup = ReturnType<typeof prepareSessionLookup>;

/** `$3` is the present moment. */
const LIVE_SESSION = `
  select sessions.id, sessions.user_id, sessions.last_seen_at, sessions.cookie_seen_at,
         users.email, users.full_name, users.email_verified_at, users.created_at
    from sessions join users on users.id = sessions.user_id
   where sessions.revoked_at is null and sessions.expires_at > $3 and users.status = 'active'`;

/** The statements of every request that a signed-in person makes: one round trip each. */
export function prepareSessionLookup(db: Pick<Database, 'lookup'>) {
  const byCookie = db.lookup<LiveSession>(
    'auth_session_by_cookie',
    `${LIVE_SESSION} and sessions.token_hash = $1 and sessions.cookie_seen_at > $2`,
  );
  const byId = db.lookup<LiveSession>(
    'auth_session_by_id',
    `${LIVE_SESSION} and sessions.id = $1 and sessions.user_id = $2`,
  );

  return {
    async byCookie({ tokenHash, idleSince, now }: { tokenHash: string; idleSince: Date; now: Date }) {
      const [session] = await byCookie(tokenHash, idleSince, now);
      return session;
    },
    async byId({ sessionId, userId, now }: { sessionId: Id<'session'>; userId: Id<'user'>; now: Date }) {
      const [session] = await byId(sessionId, userId, now);
      return session;
    },
  };
}
