import { secondsAfter } from '@quartet/platform/clock';
import type { RequestOrigin } from '@quartet/platform/contract';
import { hashToken, newToken } from '@quartet/platform/crypto';
import type { Transaction } from '@quartet/platform/database';
import { newId } from '@quartet/platform/ids';
import type { z } from 'zod';
import type { signInSchema, tokensSchema } from './contract.ts';
import type { AuthCore } from './core.ts';
import { presentUser } from './present.ts';
import { insertRefreshToken } from './refresh-tokens.sql.ts';
import type { Session, User } from './schema.ts';
import { insertSession } from './sessions.sql.ts';

export type Tokens = z.input<typeof tokensSchema>;

/** What a device gets at sign-in: the answer's body, and the cookie that a browser keeps instead. */
export interface SignIn {
  answer: z.input<typeof signInSchema>;
  cookie: { token: string; expiresAt: Date };
}

/** A session before it is stored, with the secrets that only its device will know. */
export interface NewSession {
  row: Session;
  cookieToken: string;
  tokens: Tokens;
}

/**
 * Makes a session and everything that its device gets. It stores nothing: signing may need the database, and
 * a transaction that waits for a second connection can starve all others. Call it before the transaction.
 */
export async function newSession(
  core: AuthCore,
  userId: User['id'],
  origin: RequestOrigin,
): Promise<NewSession> {
  const now = core.clock.now();
  const id = newId('session');
  const cookieToken = newToken();
  return {
    row: {
      id,
      user_id: userId,
      token_hash: hashToken(cookieToken),
      user_agent: origin.userAgent ?? null,
      address: origin.address,
      created_at: now,
      last_seen_at: now,
      cookie_seen_at: now,
      expires_at: secondsAfter(now, core.config.sessionTtlSeconds),
      revoked_at: null,
      revoked_reason: null,
    },
    cookieToken,
    tokens: await tokensFor(core, { userId, sessionId: id }, newToken()),
  };
}

/** Stores a session that {@link newSession} made, and the first token of its refresh family. */
export async function openSession(tx: Transaction, { row, tokens }: NewSession): Promise<void> {
  await insertSession(tx, row);
  await insertRefreshToken(tx, {
    tokenHash: hashToken(tokens.refresh_token),
    sessionId: row.id,
    now: row.created_at,
  });
}

/** A new access token beside a refresh token. */
export async function tokensFor(
  core: AuthCore,
  { userId, sessionId }: { userId: User['id']; sessionId: Session['id'] },
  refreshToken: string,
): Promise<Tokens> {
  return {
    access_token: await core.accessTokens.issue(userId, sessionId),
    token_type: 'bearer',
    expires_in: core.config.accessTokenTtlSeconds,
    refresh_token: refreshToken,
    session_id: sessionId,
  };
}

export function presentSignIn(user: User, session: NewSession): SignIn {
  return {
    answer: { user: presentUser(user), ...session.tokens },
    cookie: { token: session.cookieToken, expiresAt: session.row.expires_at },
  };
}
