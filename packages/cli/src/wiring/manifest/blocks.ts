import type { Framework, Manifest } from './schema.ts';

/** The lines of a module at one marker of one file of a service. */
export interface DeclaredBlock {
  /** Relative to the root of the workspace. */
  path: string;
  marker: string;
  lines: string[];
}

/** The marker of import declarations, which are wired name by name. */
export const IMPORTS = 'imports';
const ENVIRONMENT = 'environment';

/** Everything that a module puts into a service: for every framework first, then for this one. */
export function declaredBlocks(
  manifest: Manifest,
  service: { name: string; framework: Framework },
): DeclaredBlock[] {
  const blocks = new Map<string, DeclaredBlock>();
  for (const files of [manifest.injections.every, manifest.injections[service.framework]]) {
    for (const [file, markers] of Object.entries(files)) {
      for (const [marker, lines] of Object.entries(markers)) {
        const path = `services/${service.name}/src/${file}`;
        const block = blocks.get(`${path}#${marker}`) ?? { path, marker, lines: [] };
        block.lines.push(...lines);
        blocks.set(`${path}#${marker}`, block);
      }
    }
  }
  const environment = environmentLines(manifest);
  const path = environmentFile(service.name);
  return environment.length === 0
    ? [...blocks.values()]
    : [...blocks.values(), { path, marker: ENVIRONMENT, lines: environment }];
}

export function environmentFile(service: string): string {
  return `services/${service}/.env.example`;
}

/** Commented out, so that a copy of the file changes no default. */
function environmentLines({ config }: Manifest): string[] {
  return Object.values(config).flatMap(({ env, default: value = '', description }) => [
    `# ${description}`,
    `# ${env}=${value}`,
  ]);
}
