import {
  decodeCursor,
  type Page,
  type PageRequest,
  pageFrom,
  type SessionCaller,
} from '@quartet/platform/contract';
import type { AuthCore } from './core.ts';
import { type PresentedSession, presentSession } from './present.ts';
import { findLiveSessions } from './sessions.sql.ts';

/** The caller's devices, the newest first. */
export async function listSessions(
  core: AuthCore,
  { caller, limit, cursor }: { caller: SessionCaller } & PageRequest,
): Promise<Page<PresentedSession>> {
  const [past] = decodeCursor(cursor, 1) ?? [];
  const rows = await findLiveSessions(core.db.orm, caller.userId, core.clock.now(), {
    past,
    count: limit + 1,
  });
  const { items, nextCursor } = pageFrom(rows, limit, (session) => [session.id]);
  return {
    items: items.map((session) => presentSession(session, caller.sessionId)),
    next_cursor: nextCursor,
  };
}
