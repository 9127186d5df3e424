import { readWorkspace, type Tree } from '../wiring/index.ts';

const DEFAULT_PORT_BASE = 8000;

/** What the documents of a new workspace say about it. */
export function workspaceWords(tree: Tree, name: string): Record<string, string> {
  const { services, manifests } = readWorkspace(tree);
  const used = new Set(services.flatMap(({ modules }) => modules));
  const serviceRows = services.map(
    ({ name: service, framework, portOffset, modules }) =>
      `| ${service} | ${FRAMEWORKS[framework]} | <http://127.0.0.1:${DEFAULT_PORT_BASE + portOffset}/docs> | ${modules.join(', ') || '–'} |`,
  );
  const moduleRows = manifests.map(
    ({ name: module, description }) => `| ${module} | ${description} | ${used.has(module) ? 'yes' : 'no'} |`,
  );
  const firstService = services[0];
  const unused = manifests.find((manifest) => !used.has(manifest.name));
  return {
    name,
    services: serviceRows.join('\n'),
    modules: moduleRows.join('\n'),
    firstService: firstService?.name ?? '',
    firstAddress: `http://127.0.0.1:${DEFAULT_PORT_BASE + (firstService?.portOffset ?? 0)}`,
    exampleModule: unused?.name ?? manifests[0]?.name ?? '',
  };
}

const FRAMEWORKS = { fastify: 'Fastify', nest: 'NestJS' } as const;
