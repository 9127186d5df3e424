import { applyEdits, modify } from 'jsonc-parser';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { HIGHEST_PORT_OFFSET, SIMULATOR_PORT_OFFSET } from '../port-offsets.ts';
import { type Plan, planAdd, readText, readWorkspace, type Tree, withFile } from '../wiring/index.ts';
import { lockedVersion } from './locked-version.ts';
import { withNestSources } from './nest-sources.ts';
import { withLockedWorkspace } from './package-lock.ts';
import { refuseServiceName } from './refuse-name.ts';
import { templateFiles } from './template-files.ts';

export interface NewService {
  name: string;
  framework: 'fastify' | 'nest';
  /** For people, in the OpenAPI document. */
  title: string;
  /** What to wire; what these require comes along. */
  modules: readonly string[];
}

const DEFAULT_PORT_BASE = 8000;

/**
 * A new service: its folder, its place in quartet.json at the next port, and its modules.
 *
 * @throws {CommandError} when the name cannot be used, or every port is taken.
 */
export function planService(tree: Tree, { name, framework, title, modules }: NewService): Plan {
  refuseServiceName(tree, name);
  const offset = nextPortOffset(tree);
  const folder = `services/${name}`;
  const words = {
    name,
    title,
    port: String(DEFAULT_PORT_BASE + offset),
    vitestVersion: lockedVersion(tree, 'vitest'),
  };
  const files = [...templateFiles('service/every', words), ...templateFiles(`service/${framework}`, words)];
  const written = files.reduce((current, [path, text]) => withFile(current, `${folder}/${path}`, text), tree);
  const listed = withService(withLockedWorkspace(written, folder), name, { framework, port: offset });
  const bare = framework === 'nest' ? withNestSources(listed, folder) : listed;
  const plan = planAdd(bare, { service: name, modules });
  return { ...plan, services: [name] };
}

/** After the highest, so that a port that a service once had is not soon another's; else whatever is free. */
function nextPortOffset(tree: Tree): number {
  const taken = readWorkspace(tree).services.map(({ portOffset }) => portOffset);
  const free = Array.from({ length: HIGHEST_PORT_OFFSET + 1 }, (_, offset) => offset).filter(
    (offset) => offset !== SIMULATOR_PORT_OFFSET && !taken.includes(offset),
  );
  const next = free.find((offset) => offset > Math.max(-1, ...taken)) ?? free[0];
  if (next !== undefined) return next;
  throw new CommandError('All ports of this workspace are taken: it has as many services as it can have.', {
    exitCode: EXIT.refused,
  });
}

function withService(
  tree: Tree,
  name: string,
  { framework, port }: { framework: string; port: number },
): Tree {
  const text = readText(tree, 'quartet.json') ?? '';
  const edits = modify(
    text,
    ['services', name],
    { framework, port, modules: [] },
    {
      formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' },
    },
  );
  return withFile(tree, 'quartet.json', applyEdits(text, edits));
}
