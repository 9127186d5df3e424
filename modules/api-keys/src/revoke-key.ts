import type { RequestOrigin, SessionCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { Id } from '@quartet/platform/ids';
import { revokeById } from './api-keys.sql.ts';
import type { ApiKeysCore } from './core.ts';

export interface KeyRevocation {
  caller: SessionCaller;
  origin: RequestOrigin;
  keyId: Id<'qk'>;
}

/** Ends a key of the caller's. @throws `not_found` for anyone else's, and for one that is revoked */
export async function revokeKey(
  { db, clock, audit }: ApiKeysCore,
  { caller, origin, keyId }: KeyRevocation,
): Promise<void> {
  await db.transaction(async (tx) => {
    const revoked = await revokeById(tx, { keyId, userId: caller.userId }, clock.now());
    if (revoked === undefined) throw commonErrors.notFound();
    await audit.record(tx, {
      action: 'api_keys.revoked',
      actor: { kind: 'user', id: caller.userId },
      target: { kind: 'api_key', id: keyId },
      before: { name: revoked.name, scopes: revoked.scopes },
      requestId: origin.requestId,
    });
  });
}
