import { ROOT, type WorkspaceService } from '../../workspace.ts';
import type { Manifest } from '../manifest/schema.ts';
import { openTree } from '../tree/tree.ts';
import { readWorkspace } from '../workspace.ts';

export const workspace = readWorkspace(openTree(ROOT));

/** A module and a service. */
export interface Pair {
  module: string;
  service: WorkspaceService['name'];
}

/** Those that are wired as the workspace is committed. */
export const wiredPairs: Pair[] = workspace.services.flatMap(({ name, modules }) =>
  modules.map((module) => ({ module, service: name })),
);

/** Those that are not, and could be. */
export const unwiredPairs: Pair[] = workspace.services.flatMap(({ name, modules, framework }) =>
  workspace.manifests
    .filter((manifest) => hasLinesFor(manifest, framework) && !modules.includes(manifest.name))
    .map((manifest) => ({ module: manifest.name, service: name })),
);

function hasLinesFor({ injections }: Manifest, framework: WorkspaceService['framework']): boolean {
  return Object.keys({ ...injections.every, ...injections[framework] }).length > 0;
}

/** The modules that a service has, as quartet.json of a workspace says. */
export function modulesIn(root: string, service: string): string[] {
  return readWorkspace(openTree(root)).services.find(({ name }) => name === service)?.modules ?? [];
}

/** Routes of these modules, as `GET /api/teams/{id}`: the way an OpenAPI document has them. */
export function documentedRoutes(modules: readonly string[]): Set<string> {
  const routes = workspace.manifests
    .filter(({ name }) => modules.includes(name))
    .flatMap((manifest) => manifest.routes);
  return new Set(
    routes.map((route) => {
      const [method = '', path = ''] = route.split(' ');
      const prefix = path.startsWith('/.well-known/') ? '' : '/api';
      return `${method} ${prefix}${path.replaceAll(/:(\w+)/g, '{$1}')}`;
    }),
  );
}
