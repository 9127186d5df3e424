import type { RequestOrigin, UserCaller } from '@quartet/platform/contract';
import type { AuthCore } from './core.ts';
import { endSession } from './revoke-session.ts';

/** Ends the session that the caller came with: its cookie and its refresh tokens. */
export async function logout(
  core: AuthCore,
  { caller, origin }: { caller: UserCaller; origin: RequestOrigin },
): Promise<void> {
  await endSession(core, { caller, origin, sessionId: caller.sessionId, reason: 'signed_out' });
}
