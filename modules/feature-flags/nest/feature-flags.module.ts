import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { FeatureFlags } from '@quartet/feature-flags';
import type { Server } from '@quartet/http-fastify';
import { SERVER } from '@quartet/http-nest';
import { FeatureFlagsController } from './feature-flags.controller.ts';
import { FEATURE_FLAGS } from './tokens.ts';

/** What is on for a team, and the guard of every route with a feature flag. */
@Module({ controllers: [FeatureFlagsController] })
export class FeatureFlagsModule implements OnModuleInit {
  static forRoot({ featureFlags }: { featureFlags: FeatureFlags }): DynamicModule {
    return {
      module: FeatureFlagsModule,
      providers: [{ provide: FEATURE_FLAGS, useValue: featureFlags }],
    };
  }

  constructor(
    @Inject(SERVER) private readonly server: Server,
    @Inject(FEATURE_FLAGS) private readonly featureFlags: FeatureFlags,
  ) {}

  onModuleInit(): void {
    this.server.guards.requireFeature = this.featureFlags.requireFeature;
  }
}
