import { Inject } from '@nestjs/common';
import type { HandlerInput } from '@quartet/http-fastify';
import { ContractController, Input, Route } from '@quartet/http-nest';
import type { Teams } from '@quartet/teams';
import { teamsContract } from '@quartet/teams/contract';
import { TEAMS } from './tokens.ts';

type InputOf<Name extends keyof typeof teamsContract> = HandlerInput<(typeof teamsContract)[Name]>;

@ContractController(teamsContract)
export class TeamsController {
  constructor(@Inject(TEAMS) private readonly teams: Teams) {}

  @Route(teamsContract.list)
  list(@Input() { query, caller }: InputOf<'list'>) {
    return this.teams.list({ ...query, caller });
  }

  @Route(teamsContract.create)
  create(@Input() { body, caller, origin }: InputOf<'create'>) {
    return this.teams.create({ ...body, caller, origin });
  }

  @Route(teamsContract.read)
  read(@Input() { caller }: InputOf<'read'>) {
    return this.teams.read({ caller });
  }

  @Route(teamsContract.rename)
  rename(@Input() { body, caller, origin }: InputOf<'rename'>) {
    return this.teams.rename({ ...body, caller, origin });
  }

  @Route(teamsContract.delete)
  delete(@Input() { caller, origin }: InputOf<'delete'>) {
    return this.teams.delete({ caller, origin });
  }

  @Route(teamsContract.listMembers)
  listMembers(@Input() { query, caller }: InputOf<'listMembers'>) {
    return this.teams.listMembers({ ...query, caller });
  }

  @Route(teamsContract.changeRole)
  changeRole(@Input() { params, body, caller, origin }: InputOf<'changeRole'>) {
    return this.teams.changeRole({ ...body, user_id: params.user_id, caller, origin });
  }

  @Route(teamsContract.removeMember)
  removeMember(@Input() { params, caller, origin }: InputOf<'removeMember'>) {
    return this.teams.removeMember({ user_id: params.user_id, caller, origin });
  }

  @Route(teamsContract.listInvitations)
  listInvitations(@Input() { query, caller }: InputOf<'listInvitations'>) {
    return this.teams.listInvitations({ ...query, caller });
  }

  @Route(teamsContract.invite)
  invite(@Input() { body, caller, origin }: InputOf<'invite'>) {
    return this.teams.invite({ ...body, caller, origin });
  }

  @Route(teamsContract.revokeInvitation)
  revokeInvitation(@Input() { params, caller, origin }: InputOf<'revokeInvitation'>) {
    return this.teams.revokeInvitation({ invitation_id: params.invitation_id, caller, origin });
  }

  @Route(teamsContract.acceptInvitation)
  acceptInvitation(@Input() { body, caller, origin }: InputOf<'acceptInvitation'>) {
    return this.teams.acceptInvitation({ ...body, caller, origin });
  }
}
