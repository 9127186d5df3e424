import type { AuditActor } from '@quartet/audit';
import type { RequestOrigin } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { Id } from '@quartet/platform/ids';
import type { AuthCore } from './core.ts';
import { type PresentedUser, presentUser } from './present.ts';
import type { User } from './schema.ts';
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
export function disableUser(core: AuthCore, change: StatusChange): Promise<{ user: PresentedUser }> {
  return changeStatus(core, change, 'disabled');
}

/** Lifts a ban; the person signs in anew. @throws `not_found` */
export function enableUser(core: AuthCore, change: StatusChange): Promise<{ user: PresentedUser }> {
  return changeStatus(core, change, 'active');
}

const ACTIONS = { disabled: 'auth.user_disabled', active: 'auth.user_enabled' };

async function changeStatus(
  core: AuthCore,
  { userId, actor, reason, origin }: StatusChange,
  status: User['status'],
): Promise<{ user: PresentedUser }> {
  return core.db.transaction(async (tx) => {
    const before = await lockUser(tx, userId);
    const user = await updateStatus(tx, userId, status, core.clock.now());
    if (before === undefined || user === undefined) throw commonErrors.notFound();
    if (status === 'disabled') await revokeSessionsOf(tx, userId, 'user_disabled', core.clock.now());
    await core.audit.record(tx, {
      action: ACTIONS[status],
      actor,
      target: { kind: 'user', id: userId },
      reason,
      before: { status: before.status },
      after: { status },
      requestId: origin.requestId,
    });
    return { user: presentUser(user) };
  });
}
