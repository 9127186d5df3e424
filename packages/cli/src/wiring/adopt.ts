import type { WorkspaceService } from '../workspace.ts';
import { unifiedDiff } from './diff.ts';
import { WiringError } from './errors.ts';
import { LOCK_FILE, type LockFile, type Wiring, writeLock } from './lock-file.ts';
import { declaredBlocks, environmentFile, IMPORTS } from './manifest/blocks.ts';
import type { Manifest } from './manifest/schema.ts';
import { blockHash, listAt, locate, removeItems, textOfItems } from './operations/block.ts';
import { packageFile } from './operations/dependencies.ts';
import { importNames } from './operations/import-names.ts';
import { presentImports, usedNames, withoutImports } from './operations/imports.ts';
import { renderNames } from './operations/render-import.ts';
import type { Plan } from './plan.ts';
import { readText, requireText, type Tree, withFile } from './tree/tree.ts';
import { packagesOfSources } from './unwire-module.ts';
import { mergedNames } from './wire-module.ts';
import { manifestNamed, readWorkspace, type Workspace } from './workspace.ts';

/**
 * Makes the lock file anew from the services as they are: what quartet.json lists has to stand in the code as the
 * manifests say. Imports and packages count as the modules' own unless code outside of their blocks uses them.
 *
 * @throws {WiringError} with a diff of each block that is not as its manifest says.
 */
export function planAdoption(tree: Tree): Plan {
  // The lock file that is there may be what is wrong.
  const workspace = readWorkspace(withFile(tree, LOCK_FILE, undefined));
  const diffs: string[] = [];
  const lock: LockFile = { version: 1, services: {} };
  for (const service of workspace.services)
    lock.services[service.name] = wiringsInCode(tree, workspace, service, diffs);
  if (diffs.length > 0)
    throw new WiringError('The code is not what the manifests say. Nothing was written.', {
      code: 'edited',
      diffs,
    });
  return { tree: writeLock(tree, lock), steps: [], services: [], conflicts: [] };
}

function wiringsInCode(
  tree: Tree,
  workspace: Workspace,
  service: WorkspaceService,
  diffs: string[],
): Record<string, Wiring> {
  const manifests = workspace.manifests.filter(({ name }) => service.modules.includes(name));
  for (const name of service.modules) manifestNamed(workspace, name);
  const wirings = Object.fromEntries(
    manifests.map(({ name, version }): [string, Wiring] => [name, { version, files: {} }]),
  );
  const bare = adoptBlocks(tree, service, manifests, wirings, diffs);
  const withoutNames = adoptImports(bare, service, manifests, wirings, tree);
  adoptPackages(withoutNames, service, manifests, wirings);
  return wirings;
}

/** @returns the tree without the blocks. */
function adoptBlocks(
  tree: Tree,
  service: WorkspaceService,
  manifests: readonly Manifest[],
  wirings: Record<string, Wiring>,
  diffs: string[],
): Tree {
  const declared = manifests.flatMap((manifest) =>
    declaredBlocks(manifest, service).map((block) => ({ ...block, owner: manifest.name })),
  );
  const places = Map.groupBy(
    declared.filter(({ path, marker }) => marker !== IMPORTS && isWritten(tree, service, path)),
    ({ path, marker }) => `${path}#${marker}`,
  );
  let current = tree;
  for (const blocks of places.values()) {
    const [{ path, marker } = { path: '', marker: '' }] = blocks;
    const sought = blocks.map(({ owner, lines }) => ({ owner, text: lines.join('\n') }));
    for (const { owner, text } of sought) {
      const list = listAt(path, requireText(current, path), marker);
      const location = locate(list, sought).get(owner);
      if (location?.state === 'found') current = withFile(current, path, removeItems(list, location));
      else {
        const found = location?.state === 'edited' ? textOfItems(list, location) : '';
        diffs.push(unifiedDiff(`${path} (${owner} at ${marker})`, text, found));
      }
      put(wirings, owner, path, marker, { text, hash: blockHash(list, text) });
    }
  }
  return current;
}

/** @returns the tree without the imports as well. */
function adoptImports(
  bare: Tree,
  service: WorkspaceService,
  manifests: readonly Manifest[],
  wirings: Record<string, Wiring>,
  tree: Tree,
): Tree {
  let current = bare;
  for (const manifest of manifests) {
    for (const { path, marker, lines } of declaredBlocks(manifest, service)) {
      if (marker !== IMPORTS) continue;
      const used = usedNames(path, requireText(bare, path));
      const wanted = mergedNames(importNames(path, lines));
      const present = presentImports(path, requireText(tree, path), wanted);
      const own = present.filter(({ local }) => !used.has(local));
      if (own.length > 0) put(wirings, manifest.name, path, IMPORTS, renderNames(own));
      current = withFile(current, path, withoutImports(path, requireText(current, path), own));
    }
  }
  return current;
}

function adoptPackages(
  bare: Tree,
  service: WorkspaceService,
  manifests: readonly Manifest[],
  wirings: Record<string, Wiring>,
): void {
  const used = packagesOfSources(bare, `services/${service.name}/src`);
  for (const { name, package: own, dependencies } of manifests) {
    const packages = [own, ...Object.keys(dependencies)].filter((each) => !used.has(each)).sort();
    if (packages.length > 0) put(wirings, name, packageFile(service.name), 'dependencies', packages);
  }
}

function put(
  wirings: Record<string, Wiring>,
  module: string,
  path: string,
  slot: string,
  entry: Wiring['files'][string][string],
): void {
  const wiring = wirings[module];
  if (wiring) wiring.files[path] = { ...wiring.files[path], [slot]: entry };
}

function isWritten(tree: Tree, { name }: WorkspaceService, path: string): boolean {
  return path !== environmentFile(name) || readText(tree, path) !== undefined;
}
