import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { list } from 'tar';
import { openTree } from '../wiring/tree/tree.ts';
import { readWorkspace } from '../wiring/workspace.ts';

const BASE = '.quartet/base.tgz';

/**
 * The folders of modules that came with the workspace and that no service uses: they were tested where they came
 * from. In Quartet's own repository nothing came, and there are none.
 */
export function unusedModules(root: string): string[] {
  const file = join(root, BASE);
  if (!existsSync(file)) return [];
  const came = new Set<string>();
  list({ file, sync: true, onReadEntry: ({ path }) => void came.add(folderOf(path)) });
  const { services, manifests } = readWorkspace(openTree(root));
  const wired = new Set(services.flatMap(({ modules }) => modules));
  const used = manifests.filter(({ name }) => wired.has(name));
  // The code of a capability may stand in another module's folder.
  const folders = new Set(used.flatMap(({ name, package: owner }) => [name, owner.replace(/^@[^/]+\//, '')]));
  return manifests.map(({ name }) => name).filter((name) => came.has(name) && !folders.has(name));
}

function folderOf(path: string): string {
  return /^modules\/([^/]+)\//.exec(path)?.[1] ?? '';
}
