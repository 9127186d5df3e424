import { commonErrors } from '@quartet/platform/errors';
import type { AuthCore } from './core.ts';
import type { StatusChange } from './disable-user.ts';
import { type PresentedUser, presentUser } from './present.ts';
import { lockUser, updateStatus } from './users.sql.ts';

/** Lifts a ban; the person signs in anew. @throws `not_found` */
export async function enableUser(core: AuthCore, change: StatusChange): Promise<{ user: PresentedUser }> {
  return core.db.transaction(async (tx) => {
    const before = await lockUser(tx, change.userId);
    const user = await updateStatus(tx, change.userId, 'active', core.clock.now());
    if (before === undefined || user === undefined) throw commonErrors.notFound();
    await core.audit.record(tx, {
      action: 'auth.user_enabled',
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
