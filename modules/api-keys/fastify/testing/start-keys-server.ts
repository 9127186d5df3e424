import { authRoutes } from '@quartet/auth/fastify';
import { bindRoutes, createServer, type Server } from '@quartet/http-fastify';
import { defineRoute } from '@quartet/platform/contract';
import { idSchema } from '@quartet/platform/ids';
import { createMetrics } from '@quartet/platform/telemetry';
import { z } from 'zod';
import { type ApiKeysFixture, startApiKeys } from '../../src/testing/start-api-keys.ts';
import { apiKeysRoutes } from '../index.ts';

/** Routes of a service that knows nothing of keys. */
const inTeam = {
  path: '/things/:team_id',
  access: { team: 'member', param: 'team_id' },
  params: z.object({ team_id: idSchema('team') }),
  status: 204,
} as const;
const thingsContract = {
  make: defineRoute({
    name: 'things.make',
    method: 'POST',
    path: '/things',
    summary: 'Make',
    access: 'user',
    status: 204,
  }),
  readOfTeam: defineRoute({ ...inTeam, name: 'things.read', method: 'GET', summary: 'Read' }),
  removeOfTeam: defineRoute({ ...inTeam, name: 'things.remove', method: 'DELETE', summary: 'Remove' }),
};

/** API keys and auth over HTTP, beside routes that take both. */
export interface KeysServer extends ApiKeysFixture {
  server: Server;
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    request?: { authorization?: string; body?: object; headers?: Record<string, string> },
  ): Promise<{ status: number; challenge: unknown; body: unknown }>;
}

/** @param isMember whether everybody is a member of every team, or nobody */
export async function startKeysServer({ isMember }: { isMember: boolean }): Promise<KeysServer> {
  const fixture = await startApiKeys();
  const server = await createServer({
    service: { name: 'test', title: 'Test', version: '1.0.0' },
    log: fixture.log.log,
    trustedProxies: 0,
    allowedOrigins: [],
    readiness: {},
    metrics: createMetrics({ service: 'test' }),
    maxEventLoopDelayMs: 0,
  });
  authRoutes(server, fixture);
  apiKeysRoutes(server, fixture);
  server.guards.roleInTeam = () => Promise.resolve(isMember ? 'member' : undefined);
  bindRoutes(server, thingsContract, {
    make: () => undefined,
    readOfTeam: () => undefined,
    removeOfTeam: () => undefined,
  });
  return {
    ...fixture,
    server,
    async call(method, path, { authorization, body, headers } = {}) {
      const answer = await server.inject({
        method,
        url: path,
        headers: { ...(authorization && { authorization }), ...headers },
        ...(body && { payload: body }),
      });
      return {
        status: answer.statusCode,
        challenge: answer.headers['www-authenticate'],
        body: answer.body === '' ? undefined : JSON.parse(answer.body),
      };
    },
    async close() {
      await server.close();
      await fixture.close();
    },
  };
}
