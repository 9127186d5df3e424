import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { Auth } from '@quartet/auth';
import type { Server } from '@quartet/http-fastify';
import { SERVER } from '@quartet/http-nest';
import { AuthController } from './auth.controller.ts';
import { AUTH } from './tokens.ts';

/** The routes under `/auth`, and the guard that all routes of signed-in people need. */
@Module({ controllers: [AuthController] })
export class AuthModule implements OnModuleInit {
  static forRoot({ auth }: { auth: Auth }): DynamicModule {
    return { module: AuthModule, providers: [{ provide: AUTH, useValue: auth }] };
  }

  constructor(
    @Inject(SERVER) private readonly server: Server,
    @Inject(AUTH) private readonly auth: Auth,
  ) {}

  onModuleInit(): void {
    this.server.guards.authenticate = this.auth.authenticate;
    this.server.sessionCookie = this.auth.sessionCookie.name;
  }
}
