import {
  decodeCursor,
  type Page,
  type PageRequest,
  pageFrom,
  type TeamCaller,
} from '@quartet/platform/contract';
import type { TeamsCore } from './core.ts';
import { findMembers } from './members.sql.ts';
import { type PresentedMember, presentMember } from './present.ts';

/** The members of the caller's team, the oldest accounts first. */
export async function listMembers(
  { db }: TeamsCore,
  { caller, limit, cursor }: { caller: TeamCaller } & PageRequest,
): Promise<Page<PresentedMember>> {
  const [past] = decodeCursor(cursor, 1) ?? [];
  const rows = await db.scoped({ teamId: caller.team.id }, (tx) =>
    findMembers(tx, caller.team.id, { past, count: limit + 1 }),
  );
  const { items, nextCursor } = pageFrom(rows, limit, (member) => [member.user_id]);
  return { items: items.map(presentMember), next_cursor: nextCursor };
}
