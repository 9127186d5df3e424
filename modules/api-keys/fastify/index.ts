import { bindRoutes, type Server } from '@quartet/http-fastify';
import { apiKeysContract } from '../src/contract.ts';
import type { ApiKeys } from '../src/index.ts';

/** The routes under `/api-keys`; every route of signed-in people takes keys from here on. */
export function apiKeysRoutes(server: Server, { apiKeys }: { apiKeys: ApiKeys }): void {
  server.guards.authenticate = apiKeys.authenticateElse(server.guards.authenticate);
  server.apiKeyFormat = apiKeys.format;
  bindRoutes(server, apiKeysContract, {
    create: ({ body, caller, origin }) => apiKeys.create({ ...body, caller, origin }),
    list: ({ query, caller }) => apiKeys.list({ ...query, caller }),
    revoke: ({ params, caller, origin }) => apiKeys.revoke({ keyId: params.id, caller, origin }),
  });
}
