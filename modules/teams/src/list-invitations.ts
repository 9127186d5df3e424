import {
  decodeCursor,
  type Page,
  type PageRequest,
  pageFrom,
  type TeamCaller,
} from '@quartet/platform/contract';
import type { TeamsCore } from './core.ts';
import { findOpenInvitations } from './invitations.sql.ts';
import { type PresentedInvitation, presentInvitation } from './present.ts';

/** The invitations to the caller's team that can still be accepted, the oldest first. */
export async function listInvitations(
  { db, clock }: TeamsCore,
  { caller, limit, cursor }: { caller: TeamCaller } & PageRequest,
): Promise<Page<PresentedInvitation>> {
  const [past] = decodeCursor(cursor, 1) ?? [];
  const rows = await db.scoped({ teamId: caller.team.id }, (tx) =>
    findOpenInvitations(tx, caller.team.id, clock.now(), { past, count: limit + 1 }),
  );
  const { items, nextCursor } = pageFrom(rows, limit, (invitation) => [invitation.id]);
  return { items: items.map(presentInvitation), next_cursor: nextCursor };
}
