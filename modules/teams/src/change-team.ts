import { isAtLeast, type TeamCaller, teamRoles } from '@quartet/platform/contract';
import type { Database, Transaction } from '@quartet/platform/database';
import { commonErrors } from '@quartet/platform/errors';
import { findMember, type Member } from './members.sql.ts';
import type { Team } from './schema.ts';
import { lockTeam } from './teams.sql.ts';

/** What a change of a team is decided on, as it is under the team's lock. */
export interface TeamUnderChange {
  team: Team;
  /** The caller, with at least the role that the guard read: a demotion may have come between. */
  actor: Member;
}

/**
 * Runs one change of the caller's team, in the team's scope and alone among the changes of this team.
 *
 * @throws `not_found` when the team or the caller's membership is gone, `forbidden` when the role fell.
 */
export function changeTeam<Result>(
  db: Database,
  caller: TeamCaller,
  work: (tx: Transaction, given: TeamUnderChange) => Promise<Result>,
): Promise<Result> {
  return db.scoped({ teamId: caller.team.id }, async (tx) => {
    const team = await lockTeam(tx, caller.team.id);
    const actor = await findMember(tx, caller.team.id, caller.userId);
    if (team === undefined || actor === undefined) throw commonErrors.notFound();
    if (!isAtLeast(teamRoles, actor.role, caller.team.role)) throw commonErrors.forbidden();
    return work(tx, { team, actor });
  });
}
