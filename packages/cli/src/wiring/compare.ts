import { unifiedDiff } from './diff.ts';
import { lockedBlocks, lockedNames } from './lock-file.ts';
import { IMPORTS } from './manifest/blocks.ts';
import { listAt, locate, textOfItems } from './operations/block.ts';
import { importNames } from './operations/import-names.ts';
import { presentImports } from './operations/imports.ts';
import { readText, type Tree } from './tree/tree.ts';
import { blockMarkers } from './unwire-module.ts';
import { readWorkspace, wiringsOf } from './workspace.ts';

/** What the user has made of something that a module put into a service. */
export interface UserChange {
  service: string;
  module: string;
  path: string;
  what: 'edited' | 'taken out';
  /** Unified, from what was put in to what is there. */
  diff: string;
}

/** What users have changed of the modules' lines since these were put in: of one module, or of all. */
export function userChanges(tree: Tree, { module }: { module?: string | undefined }): UserChange[] {
  const workspace = readWorkspace(tree);
  return workspace.services.flatMap(({ name: service }) =>
    Object.entries(wiringsOf(workspace, service))
      .filter(([name]) => module === undefined || name === module)
      .flatMap(([name, { files }]) =>
        Object.keys(files).flatMap((path) =>
          changesIn(tree, { service, module: name, path, wirings: wiringsOf(workspace, service) }),
        ),
      ),
  );
}

interface Place {
  service: string;
  module: string;
  path: string;
  wirings: ReturnType<typeof wiringsOf>;
}

function changesIn(tree: Tree, { service, module, path, wirings }: Place): UserChange[] {
  const text = readText(tree, path);
  if (text === undefined) return [{ service, module, path, what: 'taken out', diff: `${path} is missing` }];
  const blocks = blockMarkers(wirings[module], path).flatMap(([marker, { text: base }]): UserChange[] => {
    const list = listAt(path, text, marker);
    const location = locate(list, lockedBlocks(wirings, path, marker)).get(module);
    if (location === undefined || location.state === 'found') return [];
    const isEdited = location.state === 'edited';
    const yours = isEdited ? textOfItems(list, location) : '';
    const diff = unifiedDiff(`${path} (${module} at ${marker})`, base, yours);
    return [{ service, module, path, what: isEdited ? 'edited' : 'taken out', diff }];
  });
  return [...blocks, ...changedImports(text, { service, module, path, wirings })];
}

function changedImports(text: string, { service, module, path, wirings }: Place): UserChange[] {
  const lines = lockedNames(wirings[module], path, IMPORTS);
  const names = importNames(path, lines);
  const present = path.endsWith('.ts') ? presentImports(path, text, names) : names;
  const gone = names
    .filter((name) => !present.includes(name))
    .map(({ local, source }) => `${local} from ${source}`);
  if (gone.length === 0) return [];
  return [{ service, module, path, what: 'taken out', diff: `imports: ${gone.join(', ')}` }];
}
