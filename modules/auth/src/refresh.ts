import { secondsAfter } from '@quartet/platform/clock';
import type { RequestOrigin } from '@quartet/platform/contract';
import { createSealer, hashToken, newToken } from '@quartet/platform/crypto';
import type { Transaction } from '@quartet/platform/database';
import type { AuthCore } from './core.ts';
import { authErrors } from './errors.ts';
import { type Tokens, tokensFor } from './open-session.ts';
import { findSealedSuccessor, insertRefreshToken, useRefreshToken } from './refresh-tokens.sql.ts';
import type { Session } from './schema.ts';
import { lockSessionOfRefreshToken, markSeenByBearer, revokeLiveSession } from './sessions.sql.ts';
import { findUser } from './users.sql.ts';

/** Binds a sealed successor to its use. */
const PURPOSE = 'refresh-token-successor';

export interface Refresh {
  refresh_token: string;
  origin: RequestOrigin;
}

/**
 * Exchanges a refresh token for its one successor (RFC 9700, section 4.14.2). A retry within the grace gets
 * the same successor, since the first answer may have been lost; later reuse means that someone else has the
 * token, and ends the session, which is the token's family.
 *
 * @throws `invalid_refresh_token`
 */
export async function refresh(core: AuthCore, { refresh_token: token, origin }: Refresh): Promise<Tokens> {
  const renewal = await core.db.transaction(async (tx) => {
    const session = await lockSessionOfRefreshToken(tx, hashToken(token));
    if (session === undefined || !(await isLive(core, tx, session))) return undefined;
    const successor = await successorOf(core, tx, session, token);
    if (successor !== undefined) return { userId: session.user_id, sessionId: session.id, successor };
    await endFamily(core, tx, session, origin.requestId);
    return undefined;
  });
  // Thrown outside of the transaction, which would otherwise undo the end of the family.
  if (renewal === undefined) throw authErrors.invalidRefreshToken();
  return tokensFor(core, renewal, renewal.successor);
}

async function isLive(core: AuthCore, tx: Transaction, session: Session): Promise<boolean> {
  if (session.revoked_at !== null || session.expires_at <= core.clock.now()) return false;
  const user = await findUser(tx, session.user_id);
  return user?.status === 'active';
}

/** The token's successor, or nothing when the token was used before the grace began. */
async function successorOf(
  core: AuthCore,
  tx: Transaction,
  session: Session,
  token: string,
): Promise<string | undefined> {
  const now = core.clock.now();
  const tokenHash = hashToken(token);
  // Sealed with the used token itself, which the database does not know: it can give the successor to nobody else.
  const sealer = createSealer(token);
  const successor = newToken();
  if (await useRefreshToken(tx, tokenHash, sealer.seal(successor, PURPOSE), now)) {
    await insertRefreshToken(tx, { tokenHash: hashToken(successor), sessionId: session.id, now });
    await markSeenByBearer(tx, session.id, now, now);
    return successor;
  }
  const graceBegan = secondsAfter(now, -core.config.refreshGraceSeconds);
  const sealed = await findSealedSuccessor(tx, tokenHash, graceBegan);
  return sealed && sealer.open(sealed, PURPOSE);
}

async function endFamily(
  core: AuthCore,
  tx: Transaction,
  session: Session,
  requestId: string,
): Promise<void> {
  await revokeLiveSession(
    tx,
    { sessionId: session.id, userId: session.user_id },
    'refresh_token_reuse',
    core.clock.now(),
  );
  await core.audit.record(tx, {
    action: 'auth.refresh_token_reused',
    actor: { kind: 'system' },
    target: { kind: 'session', id: session.id },
    requestId,
  });
}
