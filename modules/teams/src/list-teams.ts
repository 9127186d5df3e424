import {
  decodeCursor,
  type Page,
  type PageRequest,
  pageFrom,
  type UserCaller,
} from '@quartet/platform/contract';
import type { TeamsCore } from './core.ts';
import { type PresentedTeam, presentTeam } from './present.ts';
import { findTeams } from './teams.sql.ts';

/** The caller's teams, the oldest first. */
export async function listTeams(
  { db }: TeamsCore,
  { caller, limit, cursor }: { caller: UserCaller } & PageRequest,
): Promise<Page<PresentedTeam>> {
  const [past] = decodeCursor(cursor, 1) ?? [];
  const rows = await db.scoped({ userId: caller.userId }, (tx) =>
    findTeams(tx, caller.userId, { past, count: limit + 1 }),
  );
  const { items, nextCursor } = pageFrom(rows, limit, (team) => [team.id]);
  return { items: items.map(presentTeam), next_cursor: nextCursor };
}
