import type { RequestOrigin } from '@quartet/platform/contract';
import type { Id } from '@quartet/platform/ids';
import type { AuthCore } from './core.ts';
import { newSession, openSession, presentSignIn, type SignIn } from './open-session.ts';
import { lockUser } from './users.sql.ts';

export interface ProvenUser {
  userId: Id<'user'>;
  /** How they have proven who they are, for the audit log, such as `google`. */
  method: string;
  origin: RequestOrigin;
}

/** Signs in a person whom something other than a password has proven; answers nothing when they are disabled. */
export type StartSession = (proven: ProvenUser) => Promise<SignIn | undefined>;

export async function startSession(
  core: AuthCore,
  { userId, method, origin }: ProvenUser,
): Promise<SignIn | undefined> {
  const session = await newSession(core, userId, origin);
  return core.db.transaction(async (tx) => {
    const user = await lockUser(tx, userId);
    if (user?.status !== 'active') return undefined;
    await openSession(tx, session);
    await core.audit.record(tx, {
      action: 'auth.signed_in',
      actor: { kind: 'user', id: userId },
      target: { kind: 'session', id: session.row.id },
      after: { method },
      requestId: origin.requestId,
    });
    return presentSignIn(user, session);
  });
}
