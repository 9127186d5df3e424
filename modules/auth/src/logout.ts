import type { RequestOrigin, SessionCaller } from '@quartet/platform/contract';
import type { AuthCore } from './core.ts';
import { endSession } from './revoke-session.ts';

/** Ends the session that the caller came with: its cookie and its refresh tokens. */
export async function logout(
  core: AuthCore,
  { caller, origin }: { caller: SessionCaller; origin: RequestOrigin },
): Promise<void> {
  await endSession(core, { caller, origin, sessionId: caller.sessionId, reason: 'signed_out' });
}
