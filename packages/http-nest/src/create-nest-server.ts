import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Server } from '@quartet/http-fastify';
import type { Log } from '@quartet/platform/log';
import { AdmissionGuard } from './admission.guard.ts';
import { ContractAdapter } from './contract.adapter.ts';
import { HttpModule } from './http.module.ts';
import { nestLog } from './nest-log.ts';

@Module({})
class RootModule {}

/**
 * Runs Nest modules on a server, which has everything that is the same in all services: the routes are bound in
 * the order of `modules`, and Nest's shutdown hooks run when the server closes.
 *
 * @throws what stops the start; then the server is closed, since its caller gets none to close
 * @example
 * ```ts
 * await createNestServer(await createServer(options), { log, modules: [UsersModule.forRoot({ users })] });
 * ```
 */
export async function createNestServer(
  server: Server,
  { log, modules }: { log: Log; modules: readonly DynamicModule[] },
): Promise<Server> {
  await using undo = new AsyncDisposableStack();
  undo.defer(async () => void (await server.close()));
  const adapter = new ContractAdapter(server);
  const root = { module: RootModule, imports: [HttpModule.forRoot(server), ...modules] };
  const nest = await NestFactory.create(root, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: nestLog(log),
  });
  server.addHook('onClose', () => nest.close());
  adapter.admitBy(nest.get(AdmissionGuard, { strict: false }));
  await nest.init();
  undo.move();
  return server;
}
