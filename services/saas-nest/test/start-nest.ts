import type { Server } from '@quartet/http-fastify';
import { type RunningService, type StartOptions, startService } from '@quartet/testing/service';
import { buildApp, service } from '../src/app.ts';
import { declaration, rules } from '../src/config.ts';

/** This service, whole, on a database of its own. */
export function startNest(options: StartOptions<Server> = {}): Promise<RunningService<Server>> {
  return startService({ service, declaration, rules, buildApp }, options);
}
