import { doneBy } from '@quartet/audit';
import type { RequestOrigin, TeamCaller } from '@quartet/platform/contract';
import { changeTeam } from './change-team.ts';
import type { TeamsCore } from './core.ts';
import { type PresentedTeam, presentTeam } from './present.ts';
import { updateName } from './teams.sql.ts';

export function renameTeam(
  { db, clock, audit }: TeamsCore,
  { caller, origin, name }: { caller: TeamCaller; origin: RequestOrigin; name: string },
): Promise<{ team: PresentedTeam }> {
  return changeTeam(db, caller, async (tx, { team, actor }) => {
    const now = clock.now();
    await updateName(tx, team.id, name, now);
    await audit.record(tx, {
      action: 'teams.renamed',
      ...doneBy(caller),
      target: { kind: 'team', id: team.id },
      before: { name: team.name },
      after: { name },
      requestId: origin.requestId,
    });
    return { team: presentTeam({ ...team, name, updated_at: now, role: actor.role }) };
  });
}
