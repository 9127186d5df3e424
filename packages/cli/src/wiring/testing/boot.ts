import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Server } from '@quartet/http-fastify';
import { type RunningService, startService } from '@quartet/testing/service';
import { z } from 'zod';

type Definition = Parameters<typeof startService<never, Server>>[0];

/** Boots a service of a scratch workspace from its sources, on a database of its own. */
export async function boot(root: string, service: string): Promise<RunningService<Server>> {
  const source = (file: string) => import(pathToFileURL(join(root, 'services', service, 'src', file)).href);
  const [app, config] = await Promise.all([source('app.ts'), source('config.ts')]);
  const definition: Definition = { ...app, ...config };
  return await startService(definition);
}

const openApi = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** Every route that the service documents, as `GET /api/teams/{id}`. */
export async function documentedBy(service: RunningService<Server>): Promise<string[]> {
  const { paths } = openApi.parse((await service.call('GET', '/openapi.json')).body);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}
