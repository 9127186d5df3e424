import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import type { ApiKeys } from '@quartet/api-keys';
import type { Server } from '@quartet/http-fastify';
import { SERVER } from '@quartet/http-nest';
import { ApiKeysController } from './api-keys.controller.ts';
import { API_KEYS } from './tokens.ts';

/** The routes under `/api-keys`; every route of signed-in people takes keys. */
@Module({ controllers: [ApiKeysController] })
export class ApiKeysModule implements OnApplicationBootstrap {
  static forRoot({ apiKeys }: { apiKeys: ApiKeys }): DynamicModule {
    return { module: ApiKeysModule, providers: [{ provide: API_KEYS, useValue: apiKeys }] };
  }

  constructor(
    @Inject(SERVER) private readonly server: Server,
    @Inject(API_KEYS) private readonly apiKeys: ApiKeys,
  ) {}

  /** Once all modules are initialised, whatever their order: the one that signs people in is among them. */
  onApplicationBootstrap(): void {
    this.server.guards.authenticate = this.apiKeys.authenticateElse(this.server.guards.authenticate);
    this.server.apiKeyFormat = this.apiKeys.format;
  }
}
