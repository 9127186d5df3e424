import { unifiedDiff } from '../diff.ts';
import { WiringError } from '../errors.ts';
import { lockedBlocks, lockedNames, type Wiring } from '../lock-file.ts';
import { type DeclaredBlock, declaredBlocks, IMPORTS } from '../manifest/blocks.ts';
import type { Manifest } from '../manifest/schema.ts';
import {
  blockHash,
  listAt,
  locate,
  type OwnedBlock,
  removeItems,
  replaceItems,
  textOfItems,
} from '../operations/block.ts';
import { packageFile, withDependencies } from '../operations/dependencies.ts';
import { importNames, sameImport } from '../operations/import-names.ts';
import { withoutImports } from '../operations/imports.ts';
import { requireText, type Tree, withFile } from '../tree/tree.ts';
import { blockMarkers, withoutUnused } from '../unwire-module.ts';
import {
  isOursToAdd,
  isWritten,
  otherImports,
  putBlock,
  putImports,
  type WiringContext,
} from '../wire-module.ts';
import { mergeTexts } from './merge.ts';

/** A block that both changed in the same lines: the file gets `text`, when everything else is done. */
export interface UnresolvedBlock {
  path: string;
  marker: string;
  /** As it was put in: by this it is found. */
  base: OwnedBlock;
  text: string;
}

export interface Rewired {
  tree: Tree;
  wiring: Wiring;
  unresolved: UnresolvedBlock[];
}

/**
 * Brings what a module has in a service to what its manifest says now. A block that is as it was put in is
 * replaced; one that the user has edited is merged; one that the user has taken out stays out.
 *
 * @throws {WiringError} when a block goes that the user has edited.
 */
export function rewireModule(tree: Tree, manifest: Manifest, context: WiringContext): Rewired {
  const before = context.wirings[manifest.name];
  const wiring: Wiring = { version: manifest.version, files: {} };
  const rewired: Rewired = { tree, wiring, unresolved: [] };
  const declared = declaredBlocks(manifest, context.service).filter(({ path }) =>
    isWritten(tree, path, context),
  );
  removeGone(rewired, before, declared, manifest.name, context);
  for (const block of declared) {
    if (block.marker === IMPORTS) continue;
    const base = blockMarkers(before, block.path).find(([marker]) => marker === block.marker)?.[1].text;
    if (base === undefined) addNew(rewired, manifest, block, context);
    else update(rewired, manifest, block, base, context);
  }
  updateImports(rewired, before, declared, manifest, context);
  updatePackages(rewired, before, manifest, context);
  return rewired;
}

function removeGone(
  rewired: Rewired,
  before: Wiring | undefined,
  declared: readonly DeclaredBlock[],
  module: string,
  { wirings, service }: WiringContext,
): void {
  for (const path of Object.keys(before?.files ?? {})) {
    if (!isWritten(rewired.tree, path, { service })) continue;
    for (const [marker, { text }] of blockMarkers(before, path)) {
      if (declared.some((block) => block.path === path && block.marker === marker)) continue;
      const list = listAt(path, requireText(rewired.tree, path), marker);
      const location = locate(list, lockedBlocks(wirings, path, marker)).get(module);
      if (location?.state === 'edited') {
        const title = `${path} (${module} at ${marker})`;
        throw edited(module, [unifiedDiff(title, text, textOfItems(list, location))]);
      }
      if (location?.state === 'found')
        rewired.tree = withFile(rewired.tree, path, removeItems(list, location));
    }
  }
}

function addNew(rewired: Rewired, manifest: Manifest, block: DeclaredBlock, context: WiringContext): void {
  const { tree, entry } = putBlock(rewired.tree, manifest, block, context);
  rewired.tree = tree;
  record(rewired, block.path, block.marker, entry);
}

function update(
  rewired: Rewired,
  { name, version }: Manifest,
  { path, marker, lines }: DeclaredBlock,
  base: string,
  { wirings }: WiringContext,
): void {
  const theirs = lines.join('\n');
  const list = listAt(path, requireText(rewired.tree, path), marker);
  record(rewired, path, marker, { text: theirs, hash: blockHash(list, theirs) });
  if (theirs === base) return;
  const location = locate(list, lockedBlocks(wirings, path, marker)).get(name);
  if (location?.state === 'found')
    rewired.tree = withFile(rewired.tree, path, replaceItems(list, location, theirs));
  if (location?.state !== 'edited') return;
  const yours = textOfItems(list, location);
  if (location.isApart) throw edited(name, [unifiedDiff(`${path} (${name} at ${marker})`, base, yours)]);
  const { text, hasConflict } = mergeTexts({ yours, base, theirs }, `${name} ${version}`);
  if (hasConflict) rewired.unresolved.push({ path, marker, base: { owner: name, text: base }, text });
  else rewired.tree = withFile(rewired.tree, path, replaceItems(list, location, text));
}

function updateImports(
  rewired: Rewired,
  before: Wiring | undefined,
  declared: readonly DeclaredBlock[],
  manifest: Manifest,
  context: WiringContext,
): void {
  const imports = declared.filter(({ marker }) => marker === IMPORTS);
  const paths = new Set([...Object.keys(before?.files ?? {}), ...imports.map(({ path }) => path)]);
  for (const path of paths) {
    const block = imports.find((each) => each.path === path);
    if (block) {
      const { tree, entry } = putImports(rewired.tree, manifest, block, context);
      rewired.tree = tree;
      if (entry.length > 0) record(rewired, path, IMPORTS, entry);
    }
    const needed = [...importNames(path, block?.lines ?? []), ...otherImports(context, manifest.name, path)];
    const gone = importNames(path, lockedNames(before, path, IMPORTS)).filter(
      (name) => !needed.some((other) => sameImport(name, other)),
    );
    if (gone.length === 0) continue;
    rewired.tree = withFile(rewired.tree, path, withoutImports(path, requireText(rewired.tree, path), gone));
  }
}

function updatePackages(
  rewired: Rewired,
  before: Wiring | undefined,
  manifest: Manifest,
  context: WiringContext,
): void {
  const path = packageFile(context.service.name);
  const versions = { [manifest.package]: '*', ...manifest.dependencies };
  const owned = Object.keys(versions).filter((name) => isOursToAdd(rewired.tree, name, context));
  const gone = lockedNames(before, path, 'dependencies').filter((name) => !(name in versions));
  const withNew = withDependencies(rewired.tree, context.service.name, versions);
  rewired.tree = withoutUnused(withNew, manifest.name, gone, context);
  if (owned.length > 0) record(rewired, path, 'dependencies', owned.sort());
}

function record(
  { wiring }: Rewired,
  path: string,
  slot: string,
  entry: Wiring['files'][string][string],
): void {
  wiring.files[path] = { ...wiring.files[path], [slot]: entry };
}

function edited(module: string, diffs: string[]): WiringError {
  return new WiringError(
    `You have changed lines of ${module} that the newer version cannot be merged with. Nothing was written. Undo what the diff shows, or take these lines out, then try again.`,
    { code: 'edited', diffs },
  );
}
