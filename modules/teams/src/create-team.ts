import { doneBy } from '@quartet/audit';
import type { RequestOrigin, UserCaller } from '@quartet/platform/contract';
import { newId } from '@quartet/platform/ids';
import type { TeamsCore } from './core.ts';
import { insertMember } from './members.sql.ts';
import { type PresentedTeam, presentTeam } from './present.ts';
import { insertTeam } from './teams.sql.ts';

/** Creates a team; its creator is its owner. */
export async function createTeam(
  { db, clock, audit }: TeamsCore,
  { caller, origin, name }: { caller: UserCaller; origin: RequestOrigin; name: string },
): Promise<{ team: PresentedTeam }> {
  const now = clock.now();
  const team = { id: newId('team'), name, created_at: now, updated_at: now };
  await db.scoped({ teamId: team.id }, async (tx) => {
    await insertTeam(tx, team);
    await insertMember(tx, { team_id: team.id, user_id: caller.userId, role: 'owner', created_at: now });
    await audit.record(tx, {
      action: 'teams.created',
      ...doneBy(caller),
      target: { kind: 'team', id: team.id },
      after: { name },
      requestId: origin.requestId,
    });
  });
  return { team: presentTeam({ ...team, role: 'owner' }) };
}
