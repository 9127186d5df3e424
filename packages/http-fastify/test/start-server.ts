import { createLog } from '@quartet/platform/log';
import { createMetrics } from '@quartet/platform/telemetry';
import { createServer, type Server, type ServerOptions } from '../src/index.ts';

/** A listening server with nothing bound yet; `finish` binds, listens and answers its address. */
export async function startServer(bind: (server: Server) => void, overrides: Partial<ServerOptions> = {}) {
  const server = await createServer({
    service: { name: 'test', title: 'Test', version: '1.0.0' },
    log: createLog({ service: 'test', level: 'silent' }),
    trustedProxies: 0,
    allowedOrigins: ['https://app.example.com'],
    readiness: {},
    metrics: createMetrics({ service: 'test' }),
    maxEventLoopDelayMs: 0,
    ...overrides,
  });
  bind(server);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return { server, url, stop: () => server.close() };
}
