import { bindRoutes, type Server } from '@quartet/http-fastify';
import { teamsContract } from '../src/contract.ts';
import type { Teams } from '../src/index.ts';

export { teamLandingPages } from './landing-pages.ts';

/** The routes of teams and invitations, and the guard of every route of a team. */
export function teamsRoutes(server: Server, { teams }: { teams: Teams }): void {
  server.guards.roleInTeam = teams.roleInTeam;
  bindRoutes(server, teamsContract, {
    list: ({ query, caller }) => teams.list({ ...query, caller }),
    create: ({ body, caller, origin }) => teams.create({ ...body, caller, origin }),
    read: ({ caller }) => teams.read({ caller }),
    rename: ({ body, caller, origin }) => teams.rename({ ...body, caller, origin }),
    delete: ({ caller, origin }) => teams.delete({ caller, origin }),
    listMembers: ({ query, caller }) => teams.listMembers({ ...query, caller }),
    changeRole: ({ params, body, caller, origin }) =>
      teams.changeRole({ ...body, user_id: params.user_id, caller, origin }),
    removeMember: ({ params, caller, origin }) =>
      teams.removeMember({ user_id: params.user_id, caller, origin }),
    listInvitations: ({ query, caller }) => teams.listInvitations({ ...query, caller }),
    invite: ({ body, caller, origin }) => teams.invite({ ...body, caller, origin }),
    revokeInvitation: ({ params, caller, origin }) =>
      teams.revokeInvitation({ invitation_id: params.invitation_id, caller, origin }),
    acceptInvitation: ({ body, caller, origin }) => teams.acceptInvitation({ ...body, caller, origin }),
  });
}
