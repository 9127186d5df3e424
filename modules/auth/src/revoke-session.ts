import type { RequestOrigin, SessionCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { Id } from '@quartet/platform/ids';
import type { AuthCore } from './core.ts';
import type { RevocationReason } from './schema.ts';
import { revokeLiveSession } from './sessions.sql.ts';

export interface SessionRevocation {
  caller: SessionCaller;
  origin: RequestOrigin;
  sessionId: Id<'session'>;
}

/** Signs one of the caller's own devices out. @throws `not_found` for anyone else's */
export async function revokeSession(core: AuthCore, revocation: SessionRevocation): Promise<void> {
  const wasLive = await endSession(core, { ...revocation, reason: 'revoked_by_user' });
  if (!wasLive) throw commonErrors.notFound();
}

/** Ends a live session of the caller; answers whether there was one. */
export async function endSession(
  core: AuthCore,
  { caller, origin, sessionId, reason }: SessionRevocation & { reason: RevocationReason },
): Promise<boolean> {
  return core.db.transaction(async (tx) => {
    const wasLive = await revokeLiveSession(
      tx,
      { sessionId, userId: caller.userId },
      reason,
      core.clock.now(),
    );
    if (wasLive) {
      await core.audit.record(tx, {
        action: 'auth.session_revoked',
        actor: { kind: 'user', id: caller.userId },
        target: { kind: 'session', id: sessionId },
        after: { reason },
        requestId: origin.requestId,
      });
    }
    return wasLive;
  });
}
