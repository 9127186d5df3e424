import { WiringError } from './errors.ts';
import { type LockedBlock, lockedBlocks, lockedNames, type Wiring } from './lock-file.ts';
import { type DeclaredBlock, declaredBlocks, environmentFile, IMPORTS } from './manifest/blocks.ts';
import type { Manifest } from './manifest/schema.ts';
import { blockHash, insertBlock, listAt, locate, type OwnedBlock } from './operations/block.ts';
import { hasDependency, packageFile, withDependencies } from './operations/dependencies.ts';
import { type ImportName, importNames, sameImport } from './operations/import-names.ts';
import { presentImports, withImports } from './operations/imports.ts';
import type { Location } from './operations/locate.ts';
import { renderNames } from './operations/render-import.ts';
import type { MarkedList } from './tree/marked-list.ts';
import { readText, requireText, type Tree, withFile } from './tree/tree.ts';

export interface WiringContext {
  service: { name: string; framework: 'fastify' | 'nest' };
  /** What the lock file says of the service. */
  wirings: Readonly<Record<string, Wiring>>;
  /** Names of all modules in canonical order. */
  order: readonly string[];
}

type Files = Wiring['files'];

/** Puts a module's blocks, imports and packages into a service, and says what was put in. */
export function wireModule(
  tree: Tree,
  manifest: Manifest,
  context: WiringContext,
): { tree: Tree; wiring: Wiring } {
  const files: Files = {};
  let current = tree;
  for (const block of declaredBlocks(manifest, context.service)) {
    if (!isWritten(current, block.path, context)) continue;
    const { tree: next, entry } =
      block.marker === IMPORTS
        ? putImports(current, manifest, block, context)
        : putBlock(current, manifest, block, context);
    current = next;
    if (!Array.isArray(entry) || entry.length > 0)
      files[block.path] = { ...files[block.path], [block.marker]: entry };
  }
  const versions = { [manifest.package]: '*', ...manifest.dependencies };
  const owned = Object.keys(versions).filter((name) => isOursToAdd(current, name, context));
  current = withDependencies(current, context.service.name, versions);
  if (owned.length > 0) files[packageFile(context.service.name)] = { dependencies: owned.sort() };
  return { tree: current, wiring: { version: manifest.version, files } };
}

/** A service may do without an example of its environment; every other file has to be there. */
export function isWritten(tree: Tree, path: string, { service }: { service: { name: string } }): boolean {
  return path !== environmentFile(service.name) || readText(tree, path) !== undefined;
}

/** Puts a block where the canonical order has it; lines that stand there already become the module's. */
export function putBlock(
  tree: Tree,
  manifest: Manifest,
  { path, marker, lines }: DeclaredBlock,
  context: WiringContext,
): { tree: Tree; entry: LockedBlock } {
  const list = listAt(path, requireText(tree, path), marker);
  const text = lines.join('\n');
  const mine = { owner: manifest.name, text };
  const others = inOrder(lockedBlocks(context.wirings, path, marker), context.order);
  const entry = { text, hash: hashOfDeclared(list, manifest, mine, marker) };
  const locations = locate(list, [...others.filter(({ owner }) => owner !== manifest.name), mine]);
  // Somebody wrote the very lines by hand: they become the module's.
  if (locations.get(manifest.name)?.state === 'found') return { tree, entry };
  const later = context.order.slice(context.order.indexOf(manifest.name) + 1);
  const [at] = later.flatMap((name) => {
    const location = locations.get(name);
    return location === undefined || location.state === 'absent' ? [] : [location.first];
  });
  const inserted = insertBlock(list, text, at);
  refuseUnlikeDeclared(path, inserted, marker, [...others, mine]);
  return { tree: withFile(tree, path, inserted), entry };
}

/**
 * What is not found again could not be taken out: a marker among the lines, brackets that close what others have
 * opened, a text over several lines, which indentation changes.
 */
function refuseUnlikeDeclared(
  path: string,
  text: string,
  marker: string,
  blocks: readonly OwnedBlock[],
): void {
  const { owner } = blocks.at(-1) ?? { owner: '' };
  if (locationIn(path, text, marker, blocks, owner) === 'found') return;
  throw new WiringError(
    `modules/${owner}/module.json: its lines for the marker "${marker}" of ${path} are not the same once they stand there, and could not be taken out again. Lines have no markers, no texts over several lines, and close every bracket that they open.`,
    { code: 'manifest_invalid' },
  );
}

function locationIn(
  path: string,
  text: string,
  marker: string,
  blocks: readonly OwnedBlock[],
  owner: string,
): Location['state'] | undefined {
  try {
    return locate(listAt(path, text, marker), blocks).get(owner)?.state;
  } catch (error) {
    if (error instanceof WiringError) return undefined;
    throw error;
  }
}

function hashOfDeclared(list: MarkedList, { name }: Manifest, { text }: OwnedBlock, marker: string): string {
  try {
    return blockHash(list, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WiringError(
      `modules/${name}/module.json: its lines for the marker "${marker}" of ${list.path} are not source for that place: ${reason}`,
      { code: 'manifest_invalid', cause },
    );
  }
}

/** Names that the user imports already stay the user's; those that another module brought are shared. */
export function putImports(
  tree: Tree,
  manifest: Manifest,
  { path, lines }: DeclaredBlock,
  context: WiringContext,
): { tree: Tree; entry: string[] } {
  const text = requireText(tree, path);
  const wanted = mergedNames(declaredImports(manifest, lines));
  const present = presentImports(path, text, wanted);
  const mine = importNames(path, lockedNames(context.wirings[manifest.name], path, IMPORTS));
  const shared = [...mine, ...otherImports(context, manifest.name, path)];
  const owned = wanted.filter(
    (name) =>
      !present.some((other) => sameImport(other, name)) || shared.some((other) => sameImport(other, name)),
  );
  return { tree: withFile(tree, path, withImports(path, text, wanted)), entry: renderNames(owned) };
}

/** What the other modules of the service have brought into a file. */
export function otherImports({ wirings }: WiringContext, module: string, path: string): ImportName[] {
  return Object.entries(wirings)
    .filter(([name]) => name !== module)
    .flatMap(([, wiring]) => importNames(path, lockedNames(wiring, path, IMPORTS)));
}

function declaredImports({ name }: Manifest, lines: readonly string[]): ImportName[] {
  const file = `modules/${name}/module.json.imports.ts`;
  return importNames(file, lines);
}

/** Each name once, as a value if any line needs it as a value. */
export function mergedNames(names: readonly ImportName[]): ImportName[] {
  return names
    .filter((name, index) => names.findIndex((other) => sameImport(other, name)) === index)
    .map((name) => ({
      ...name,
      isType: names.filter((other) => sameImport(other, name)).every(({ isType }) => isType),
    }));
}

export function isOursToAdd(tree: Tree, name: string, { service, wirings }: WiringContext): boolean {
  const path = packageFile(service.name);
  const isShared = Object.values(wirings).some((wiring) =>
    lockedNames(wiring, path, 'dependencies').includes(name),
  );
  return isShared || !hasDependency(tree, service.name, name);
}

function inOrder(blocks: readonly OwnedBlock[], order: readonly string[]): OwnedBlock[] {
  return [...blocks].sort((a, b) => order.indexOf(a.owner) - order.indexOf(b.owner));
}
