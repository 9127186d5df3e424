import { secondsAfter } from '@quartet/platform/clock';
import type { Credentials, SessionCaller } from '@quartet/platform/contract';
import { hashToken } from '@quartet/platform/crypto';
import { commonErrors } from '@quartet/platform/errors';
import type { AuthCore } from './core.ts';
import type { LiveSession } from './session-lookup.sql.ts';
import { markSeenByBearer, markSeenByCookie } from './sessions.sql.ts';

/** The list of devices need not be more exact, and a request should not cost a write. */
const SEEN_EVERY_SECONDS = 5 * 60;
/** RFC 6750, section 2.1. */
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/**
 * Who is calling: by the bearer token when there is an `Authorization` header, else by the session cookie. A
 * header that does not hold a valid token is refused; the cookie is no second try. Session and user are read
 * from the database each time, in one statement, so that whatever ended them bites at once.
 *
 * @throws `unauthenticated` without a live session, `invalid_token` for a bearer token without one
 */
export async function authenticate(
  core: AuthCore,
  { authorization, cookies }: Credentials,
): Promise<SessionCaller> {
  if (authorization !== undefined) return byBearer(core, authorization);
  return byCookie(core, cookies[core.config.sessionCookie.name]);
}

async function byBearer(core: AuthCore, authorization: string): Promise<SessionCaller> {
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw commonErrors.invalidToken();
  const claims = await core.accessTokens.verify(token);
  const now = core.clock.now();
  const session = await core.sessionLookup.byId({ ...claims, now });
  if (session === undefined) throw commonErrors.invalidToken();
  const seenEnough = secondsAfter(now, -SEEN_EVERY_SECONDS);
  if (session.last_seen_at <= seenEnough) await markSeenByBearer(core.db.orm, session.id, now, seenEnough);
  return callerOf(session, 'bearer');
}

async function byCookie(core: AuthCore, token: string | undefined): Promise<SessionCaller> {
  if (token === undefined) throw commonErrors.unauthenticated();
  const now = core.clock.now();
  const idleSince = secondsAfter(now, -core.config.sessionIdleSeconds);
  const session = await core.sessionLookup.byCookie({ tokenHash: hashToken(token), idleSince, now });
  if (session === undefined) throw commonErrors.unauthenticated();
  const seenEnough = secondsAfter(now, -SEEN_EVERY_SECONDS);
  if (session.cookie_seen_at <= seenEnough) await markSeenByCookie(core.db.orm, session.id, now, seenEnough);
  return callerOf(session, 'cookie');
}

function callerOf(session: LiveSession, credential: SessionCaller['credential']): SessionCaller {
  return {
    kind: 'user',
    userId: session.user_id,
    sessionId: session.id,
    email: session.email,
    emailVerified: session.email_verified_at !== null,
    fullName: session.full_name,
    createdAt: session.created_at,
    credential,
  };
}
