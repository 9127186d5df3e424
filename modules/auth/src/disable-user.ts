import type { AuditActor } from '@quartet/audit';
import type { RequestOrigin } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { Id } from '@quartet/platform/ids';
import type { AuthCore } from './core.ts';
import { type PresentedUser, presentUser } from './present.ts';
import { revokeSessionsOf } from './sessions.sql.ts';
import { lockUser, updateStatus } from './users.sql.ts';

export interface StatusChange {
  userId: Id<'user'>;
  actor: AuditActor;
  /** Why, in the actor's words. */
  reason: string;
  origin: Pick<RequestOrigin, 'requestId'>;
}

/** Bans a person: nobody signs in to the account, and all its sessions end. @throws `not_found` */
export async function disableUser(core: AuthCore, change: StatusChange): Promise<{ user: PresentedUser }> {
  return core.db.transaction(async (tx) => {
    const before = await lockUser(tx, change.userId);
    const user = await updateStatus(tx, change.userId, 'disabled', core.clock.now());
    if (before === undefined || user === undefined) throw commonErrors.notFound();
    await revokeSessionsOf(tx, user.id, 'user_disabled', core.clock.now());
    await core.audit.record(tx, {
      action: 'auth.user_disabled',
      actor: change.actor,
      target: { kind: 'user', id: user.id },
      reason: change.reason,
      before: { status: before.status },
      after: { status: user.status },
      requestId: change.origin.requestId,
    });
    return { user: presentUser(user) };
  });
}
