import { join } from 'node:path';
import { WiringError } from '../errors.ts';
import { parseJson } from '../manifest/read-manifests.ts';
import { manifestSchema } from '../manifest/schema.ts';
import type { Conflict, Plan } from '../plan.ts';
import { planUpgrade } from '../plan-upgrade.ts';
import { listFolder, readBytes, sameContent, type Tree, withFile } from '../tree/tree.ts';
import { archiveOf, BASE, type Files, filesOfArchive, filesOfSource, pathsOfModule, textOf } from './base.ts';
import { mergeTexts } from './merge.ts';

/**
 * Brings the modules' own files to those of a newer Quartet, then the services to the new manifests. The base is
 * `.quartet/base.tgz`: what only one side changed is taken, what both changed is merged line by line.
 *
 * @param from a folder or a .tgz.
 * @throws {WiringError} when there is nothing to compare with.
 */
export async function withNewerModules(
  tree: Tree,
  { from, modules }: { from: string; modules: readonly string[] },
): Promise<Plan> {
  if (readBytes(tree, BASE) === undefined)
    throw new WiringError(
      `There is no ${BASE}, which only a workspace made by quartet create workspace has. Merge the newer version with git, then run quartet upgrade without --from.`,
      { code: 'file_missing' },
    );
  const base = await filesOfArchive(join(tree.root, BASE));
  const theirs = await filesOfSource(from);
  const names = modules.length > 0 ? modules : listFolder(tree, 'modules');
  const known = withNewRequirements(
    tree,
    theirs,
    names.filter((name) => theirs.has(`modules/${name}/module.json`)),
  );
  const merged = mergeFiles(
    tree,
    base,
    theirs,
    known.flatMap((name) => pathsToMerge(tree, base, theirs, name)),
  );
  const based = withFile(merged.tree, BASE, await archiveOf(nextBase(base, theirs, known)));
  if (merged.conflicts.some(({ path }) => path.endsWith('/module.json')))
    return { tree: based, steps: [], services: [], conflicts: merged.conflicts };
  const plan = planUpgrade(based, { modules: known });
  return { ...plan, conflicts: [...merged.conflicts, ...plan.conflicts] };
}

function pathsToMerge(tree: Tree, base: Files, theirs: Files, name: string): string[] {
  const paths = new Set([...pathsOfModule(tree, base, name), ...pathsOfModule(tree, theirs, name)]);
  return [...paths, ...migrationsOf(theirs, name)];
}

/** With the modules that the newer versions require and that are not here yet. */
function withNewRequirements(tree: Tree, theirs: Files, names: readonly string[]): string[] {
  const all = new Set(names);
  // A set goes on to what is put into it meanwhile.
  for (const name of all) {
    for (const required of manifestOf(theirs, name)?.requires ?? []) {
      const file = `modules/${required}/module.json`;
      if (theirs.has(file) && readBytes(tree, file) === undefined) all.add(required);
    }
  }
  return [...all];
}

function migrationsOf(theirs: Files, name: string): string[] {
  const { migrations = [] } = manifestOf(theirs, name) ?? {};
  return migrations.map((migration) => `db/migrations/${migration}.sql`);
}

/** undefined where it is not valid; whoever reads the merged one says why. */
function manifestOf(theirs: Files, name: string) {
  const file = `modules/${name}/module.json`;
  return manifestSchema.safeParse(parseJson(file, textOf(theirs.get(file)) ?? '{}')).data;
}

function mergeFiles(
  tree: Tree,
  base: Files,
  theirs: Files,
  paths: readonly string[],
): { tree: Tree; conflicts: Conflict[] } {
  const conflicts: Conflict[] = [];
  const merged = paths.reduce((current, path) => {
    const sides = { yours: readBytes(tree, path), base: base.get(path), theirs: theirs.get(path) };
    const { content, conflict } = mergeFile(sides);
    if (conflict !== undefined) conflicts.push({ path, module: path.split('/')[1] ?? '', detail: conflict });
    return sameContent(content, sides.yours) ? current : withFile(current, path, content);
  }, tree);
  return { tree: merged, conflicts };
}

type Side = Uint8Array | undefined;

function mergeFile({ yours, base, theirs }: { yours: Side; base: Side; theirs: Side }): {
  content: Side;
  conflict?: string;
} {
  if (sameContent(theirs, base) || sameContent(theirs, yours)) return { content: yours };
  if (sameContent(yours, base)) return { content: theirs };
  if (yours === undefined)
    return { content: yours, conflict: 'you took it out, the newer version changed it' };
  if (theirs === undefined)
    return { content: yours, conflict: 'you changed it, the newer version has it no more' };
  const texts = { yours: textOf(yours) ?? '', base: textOf(base) ?? '', theirs: textOf(theirs) ?? '' };
  if (Object.values(texts).some((text) => text.includes('\0')))
    return { content: yours, conflict: 'both changed it, and it is no text; yours was kept' };
  const { text, hasConflict } = mergeTexts(texts, 'newer');
  const content = new TextEncoder().encode(text);
  if (!hasConflict) return { content };
  return { content, conflict: 'both changed the same lines; choose between the conflict marks in the file' };
}

/** What came is the next base: of the modules that were upgraded, and of all migrations. */
function nextBase(base: Files, theirs: Files, names: readonly string[]): Files {
  const isUpgraded = (path: string) => names.some((name) => path.startsWith(`modules/${name}/`));
  const kept = [...base].filter(([path]) => !isUpgraded(path));
  const migrations = new Set(names.flatMap((name) => migrationsOf(theirs, name)));
  const taken = [...theirs].filter(([path]) => isUpgraded(path) || migrations.has(path));
  return new Map([...kept, ...taken]);
}
