import type { Server } from '@quartet/http-fastify';
import { type RunningService, type StartOptions, startService } from '@quartet/testing/service';
import { buildApp, service } from '../src/app.ts';
import { declaration, rules } from '../src/config.ts';

export type RunningApi = RunningService<Server>;

/** This service, whole, on a database of its own. */
export function startApi(options: StartOptions<Server> = {}): Promise<RunningApi> {
  return startService({ service, declaration: declaration, rules: rules, buildApp }, options);
}
