import { acceptInvitation } from './accept-invitation.ts';
import { changeRole } from './change-role.ts';
import { createTeam } from './create-team.ts';
import { deleteTeam } from './delete-team.ts';
import type { Dependencies } from './dependencies.ts';
import { invite } from './invite.ts';
import { listInvitations } from './list-invitations.ts';
import { listMembers } from './list-members.ts';
import { listTeams } from './list-teams.ts';
import { readTeam } from './read-team.ts';
import { removeMember } from './remove-member.ts';
import { renameTeam } from './rename-team.ts';
import { revokeInvitation } from './revoke-invitation.ts';
import { prepareFindRole } from './teams.sql.ts';

export { teamsContract } from './contract.ts';
export { teamErrors } from './errors.ts';

/** Teams, their members, and the invitations to them. */
export type Teams = ReturnType<typeof createTeams>;

export function createTeams(dependencies: Dependencies) {
  return {
    /** The role of a user in a team, for the guards; nothing when they are no member. */
    roleInTeam: prepareFindRole(dependencies.db.orm),
    list: bind(dependencies, listTeams),
    create: bind(dependencies, createTeam),
    read: bind(dependencies, readTeam),
    rename: bind(dependencies, renameTeam),
    delete: bind(dependencies, deleteTeam),
    listMembers: bind(dependencies, listMembers),
    changeRole: bind(dependencies, changeRole),
    removeMember: bind(dependencies, removeMember),
    listInvitations: bind(dependencies, listInvitations),
    invite: bind(dependencies, invite),
    revokeInvitation: bind(dependencies, revokeInvitation),
    acceptInvitation: bind(dependencies, acceptInvitation),
  };
}

function bind<Given, Result>(
  dependencies: Dependencies,
  useCase: (dependencies: Dependencies, given: Given) => Result,
): (given: Given) => Result {
  return (given) => useCase(dependencies, given);
}
