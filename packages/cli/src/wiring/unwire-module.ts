import { unifiedDiff } from './diff.ts';
import { WiringError } from './errors.ts';
import { type LockedBlock, lockedBlocks, lockedNames, type Wiring } from './lock-file.ts';
import { IMPORTS } from './manifest/blocks.ts';
import { listAt, locate, removeItems, textOfItems } from './operations/block.ts';
import { packageFile, withoutDependencies } from './operations/dependencies.ts';
import { importNames, sameImport } from './operations/import-names.ts';
import { packagesIn, withoutImports } from './operations/imports.ts';
import { listFolder, readText, requireText, type Tree, withFile } from './tree/tree.ts';
import { isWritten, otherImports, type WiringContext } from './wire-module.ts';

/**
 * Takes out of a service what the lock file says that a module put in, and nothing that others need.
 *
 * @throws {WiringError} `edited`, with a diff of each block that the user has changed.
 */
export function unwireModule(tree: Tree, module: string, context: WiringContext): Tree {
  const wiring = context.wirings[module];
  if (!wiring) return tree;
  const paths = Object.keys(wiring.files).filter(
    (path) => path !== packageFile(context.service.name) && isWritten(tree, path, context),
  );
  const diffs = paths.flatMap((path) => editedBlocks(tree, path, module, context));
  if (diffs.length > 0)
    throw new WiringError(
      `You have changed lines that ${module} put into ${context.service.name}. Nothing was changed. Undo what the diff shows, or take these lines out yourself, then try again.`,
      { code: 'edited', diffs },
    );
  const withoutCode = paths.reduce((current, path) => withoutFile(current, path, module, context), tree);
  return withoutPackages(withoutCode, module, context);
}

function editedBlocks(tree: Tree, path: string, module: string, context: WiringContext): string[] {
  return blockMarkers(context.wirings[module], path).flatMap(([marker, { text }]) => {
    const list = listAt(path, requireText(tree, path), marker);
    const location = locate(list, lockedBlocks(context.wirings, path, marker)).get(module);
    if (location?.state !== 'edited') return [];
    return [unifiedDiff(`${path} (${module} at ${marker})`, text, textOfItems(list, location))];
  });
}

function withoutFile(tree: Tree, path: string, module: string, context: WiringContext): Tree {
  const wiring = context.wirings[module];
  const withoutBlocks = blockMarkers(wiring, path).reduce(
    (text, [marker]) => {
      const list = listAt(path, text, marker);
      const location = locate(list, lockedBlocks(context.wirings, path, marker)).get(module);
      return location?.state === 'found' ? removeItems(list, location) : text;
    },
    requireText(tree, path),
  );
  const own = importNames(path, lockedNames(wiring, path, IMPORTS));
  if (own.length === 0) return withFile(tree, path, withoutBlocks);
  const shared = otherImports(context, module, path);
  const dropped = own.filter((name) => !shared.some((other) => sameImport(name, other)));
  return withFile(tree, path, withoutImports(path, withoutBlocks, dropped));
}

function withoutPackages(tree: Tree, module: string, context: WiringContext): Tree {
  const names = lockedNames(context.wirings[module], packageFile(context.service.name), 'dependencies');
  return withoutUnused(tree, module, names, context);
}

/** Takes out those packages that neither another module brought as well nor the service's own sources import. */
export function withoutUnused(
  tree: Tree,
  module: string,
  names: readonly string[],
  { service, wirings }: WiringContext,
): Tree {
  const path = packageFile(service.name);
  const shared = Object.entries(wirings)
    .filter(([name]) => name !== module)
    .flatMap(([, wiring]) => lockedNames(wiring, path, 'dependencies'));
  const used = packagesOfSources(tree, `services/${service.name}/src`);
  const unused = names.filter((name) => !shared.includes(name) && !used.has(name));
  return withoutDependencies(tree, service.name, unused);
}

/** The packages that the sources below a folder import. */
export function packagesOfSources(tree: Tree, folder: string): Set<string> {
  const names = listFolder(tree, folder).flatMap((name): string[] => {
    const path = `${folder}/${name}`;
    if (!/\.[cm]?tsx?$/.test(name)) return [...packagesOfSources(tree, path)];
    const text = readText(tree, path);
    return text === undefined ? [] : [...packagesIn(path, text)];
  });
  return new Set(names);
}

/** The blocks of a wiring in one file, by marker. */
export function blockMarkers(wiring: Wiring | undefined, path: string): [string, LockedBlock][] {
  return Object.entries(wiring?.files[path] ?? {}).flatMap(([marker, entry]): [string, LockedBlock][] =>
    Array.isArray(entry) ? [] : [[marker, entry]],
  );
}
