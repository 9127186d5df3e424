import { createServer } from '@quartet/http-fastify';
import { loadConfig } from '@quartet/platform/config';
import { createMetrics } from '@quartet/platform/telemetry';
import { authConfig, authSettings, createAuth } from '../../src/index.ts';
import { type AuthFixture, startAuth } from '../../src/testing/auth-fixture.ts';
import { authRoutes } from '../index.ts';

/** Auth over real HTTP. */
export interface AuthServer extends AuthFixture {
  call(
    method: string,
    path: string,
    request?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
}

/** @param publicUrl the address that the service is configured to be at, which decides on its cookie */
export async function startAuthServer(publicUrl: string): Promise<AuthServer> {
  const fixture = await startAuth();
  const config = authSettings(loadConfig(authConfig, { env: {} }), publicUrl);
  const auth = createAuth({ ...fixture.dependencies, config });
  const server = await createServer({
    service: { name: 'test', title: 'Test', version: '1.0.0' },
    log: fixture.dependencies.log,
    trustedProxies: 0,
    allowedOrigins: [new URL(publicUrl).origin],
    readiness: {},
    metrics: createMetrics({ service: 'test' }),
    maxEventLoopDelayMs: 0,
  });
  authRoutes(server, { auth });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...fixture,
    auth,
    call: (method, path, { body, headers } = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    async close() {
      await server.close();
      await fixture.close();
    },
  };
}
