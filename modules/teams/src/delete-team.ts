import { doneBy } from '@quartet/audit';
import type { RequestOrigin, TeamCaller } from '@quartet/platform/contract';
import { changeTeam } from './change-team.ts';
import type { TeamsCore } from './core.ts';
import { removeTeam } from './teams.sql.ts';

/**
 * Deletes the caller's team with its memberships and invitations.
 *
 * @throws `team_subscribed`
 */
export function deleteTeam(
  { db, audit }: TeamsCore,
  { caller, origin }: { caller: TeamCaller; origin: RequestOrigin },
): Promise<void> {
  return changeTeam(db, caller, async (tx, { team }) => {
    await removeTeam(tx, team.id);
    await audit.record(tx, {
      action: 'teams.deleted',
      ...doneBy(caller),
      target: { kind: 'team', id: team.id },
      before: { name: team.name },
      requestId: origin.requestId,
    });
  });
}
