import type { DynamicModule, Type } from '@nestjs/common';
import { createServer, type Server, type ServerOptions } from '@quartet/http-fastify';
import type { Guards } from '@quartet/platform/contract';
import { createLog } from '@quartet/platform/log';
import { createMetrics } from '@quartet/platform/telemetry';
import { createNestServer } from '../src/index.ts';

interface Options extends Partial<ServerOptions> {
  imports?: DynamicModule[];
  guards?: Guards;
  /** Changes the server before Nest runs on it. */
  prepare?(server: Server): void;
}

/** A listening server that runs one controller, or whole modules. */
export async function startNestServer(
  controllers: Type[],
  { imports = [], guards = {}, prepare, ...options }: Options = {},
): Promise<{ server: Server; url: string; stop: () => Promise<void> }> {
  const log = createLog({ service: 'test', level: 'silent' });
  const server = await createServer({
    service: { name: 'test', title: 'Test', version: '1.0.0' },
    log,
    trustedProxies: 0,
    allowedOrigins: ['https://app.example.com'],
    readiness: {},
    metrics: createMetrics({ service: 'test' }),
    maxEventLoopDelayMs: 0,
    ...options,
  });
  Object.assign(server.guards, guards);
  prepare?.(server);
  class TestModule {}
  await createNestServer(server, { log, modules: [...imports, { module: TestModule, controllers }] });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return { server, url, stop: async () => void (await server.close()) };
}
