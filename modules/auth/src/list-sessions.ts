import { decodeCursor, type PageRequest, pageFrom, type UserCaller } from '@quartet/platform/contract';
import type { AuthCore } from './core.ts';
import { type PresentedSession, presentSession } from './present.ts';
import { listLiveSessions } from './sessions.sql.ts';

/** The caller's devices, the newest first. */
export async function listSessions(
  core: AuthCore,
  { caller, limit, cursor }: { caller: UserCaller } & PageRequest,
): Promise<{ items: PresentedSession[]; next_cursor: string | null }> {
  const before = decodeCursor(cursor, 1)?.[0];
  const rows = await listLiveSessions(core.db.orm, caller.userId, core.clock.now(), { limit, before });
  const { items, nextCursor } = pageFrom(rows, limit, (session) => [session.id]);
  return {
    items: items.map((session) => presentSession(session, caller.sessionId)),
    next_cursor: nextCursor,
  };
}
