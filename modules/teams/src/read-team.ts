import type { TeamCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { TeamsCore } from './core.ts';
import { type PresentedTeam, presentTeam } from './present.ts';
import { findTeam } from './teams.sql.ts';

/** @throws `not_found` when the team went between the guard and here */
export async function readTeam(
  { db }: TeamsCore,
  { caller }: { caller: TeamCaller },
): Promise<{ team: PresentedTeam }> {
  const team = await db.scoped({ teamId: caller.team.id }, (tx) =>
    findTeam(tx, caller.team.id, caller.userId),
  );
  if (team === undefined) throw commonErrors.notFound();
  return { team: presentTeam(team) };
}
