import { bindRoutes, type Server } from '@quartet/http-fastify';
import { featureFlagsContract } from '../src/contract.ts';
import type { FeatureFlags } from '../src/index.ts';

/** What is on for a team, and the guard of every route with a feature flag. */
export function featureFlagsRoutes(server: Server, { featureFlags }: { featureFlags: FeatureFlags }): void {
  server.guards.requireFeature = featureFlags.requireFeature;
  bindRoutes(server, featureFlagsContract, {
    listForTeam: ({ caller }) => featureFlags.listForTeam({ caller }),
  });
}
