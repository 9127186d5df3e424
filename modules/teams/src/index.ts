import { bind } from '@quartet/platform/use-cases';
import { acceptInvitation } from './accept-invitation.ts';
import { changeRole } from './change-role.ts';
import type { TeamsCore } from './core.ts';
import { createTeam } from './create-team.ts';
import { deleteTeam } from './delete-team.ts';
import { invite } from './invite.ts';
import { listInvitations } from './list-invitations.ts';
import { listMembers } from './list-members.ts';
import { listTeams } from './list-teams.ts';
import { readTeam } from './read-team.ts';
import { removeMember } from './remove-member.ts';
import { renameTeam } from './rename-team.ts';
import { revokeInvitation } from './revoke-invitation.ts';
import { prepareFindRole } from './teams.sql.ts';

export { teamErrors } from './errors.ts';
export { teamMails, teamPages } from './mails.ts';

/** Teams, their members, and the invitations to them. */
export type Teams = ReturnType<typeof createTeams>;

export function createTeams(core: TeamsCore) {
  return {
    /** The role of a user in a team, for the guards; nothing when they are no member. */
    roleInTeam: prepareFindRole(core.db.orm),
    list: bind(core, listTeams),
    create: bind(core, createTeam),
    read: bind(core, readTeam),
    rename: bind(core, renameTeam),
    delete: bind(core, deleteTeam),
    listMembers: bind(core, listMembers),
    changeRole: bind(core, changeRole),
    removeMember: bind(core, removeMember),
    listInvitations: bind(core, listInvitations),
    invite: bind(core, invite),
    revokeInvitation: bind(core, revokeInvitation),
    acceptInvitation: bind(core, acceptInvitation),
  };
}
