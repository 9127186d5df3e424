import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { Server } from '@quartet/http-fastify';
import { SERVER } from '@quartet/http-nest';
import type { Teams } from '@quartet/teams';
import { TeamsController } from './teams.controller.ts';
import { TEAMS } from './tokens.ts';

/** The routes of teams and invitations, and the guard of every route of a team. */
@Module({ controllers: [TeamsController] })
export class TeamsModule implements OnModuleInit {
  static forRoot({ teams }: { teams: Teams }): DynamicModule {
    return { module: TeamsModule, providers: [{ provide: TEAMS, useValue: teams }] };
  }

  constructor(
    @Inject(SERVER) private readonly server: Server,
    @Inject(TEAMS) private readonly teams: Teams,
  ) {}

  onModuleInit(): void {
    this.server.guards.roleInTeam = this.teams.roleInTeam;
  }
}
