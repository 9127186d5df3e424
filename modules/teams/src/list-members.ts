import { decodeCursor, type PageRequest, pageFrom, type TeamCaller } from '@quartet/platform/contract';
import type { Dependencies } from './dependencies.ts';
import { findMembers } from './members.sql.ts';
import { type Page, type PresentedMember, presentMember } from './present.ts';

/** The members of the caller's team, the oldest accounts first. */
export async function listMembers(
  { db }: Dependencies,
  { caller, limit, cursor }: { caller: TeamCaller } & PageRequest,
): Promise<Page<PresentedMember>> {
  const [after] = decodeCursor(cursor, 1) ?? [];
  const rows = await db.scoped({ teamId: caller.team.id }, (tx) =>
    findMembers(tx, caller.team.id, { after, count: limit + 1 }),
  );
  const { items, nextCursor } = pageFrom(rows, limit, (member) => [member.user_id]);
  return { items: items.map(presentMember), next_cursor: nextCursor };
}
