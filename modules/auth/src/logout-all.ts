import type { RequestOrigin, SessionCaller } from '@quartet/platform/contract';
import { bySelf } from './by-self.ts';
import type { AuthCore } from './core.ts';
import { revokeSessionsOf } from './sessions.sql.ts';
import { lockUser } from './users.sql.ts';

/** Ends every session of the caller, on all devices, this one included. */
export async function logoutAll(
  core: AuthCore,
  { caller, origin }: { caller: SessionCaller; origin: RequestOrigin },
): Promise<void> {
  await core.db.transaction(async (tx) => {
    await lockUser(tx, caller.userId);
    const count = await revokeSessionsOf(tx, caller.userId, 'signed_out_everywhere', core.clock.now());
    await core.audit.record(tx, {
      action: 'auth.sessions_revoked',
      ...bySelf(caller.userId, origin),
      after: { reason: 'signed_out_everywhere', count },
    });
  });
}
