import { refuseWrongHashes } from './check/hashes.ts';
import { lockedBlocks, withWiring, writeLock } from './lock-file.ts';
import { listAt, locate, rangeOf } from './operations/block.ts';
import type { Conflict, Plan, Step } from './plan.ts';
import { planAdd } from './plan-add.ts';
import { indented } from './tree/layout.ts';
import { changesOf, requireText, type Tree, withFile } from './tree/tree.ts';
import { rewireModule, type UnresolvedBlock } from './upgrade/rewire-module.ts';
import {
  manifestNamed,
  readWorkspace,
  refuseDrift,
  serviceNamed,
  type Workspace,
  wiringsOf,
} from './workspace.ts';

/**
 * Brings the services to what the manifests say now: of the modules that are named, or of all.
 *
 * @returns a plan; where the user and the newer version changed the same lines, it has conflicts, and the files have
 * both between conflict marks.
 */
export function planUpgrade(tree: Tree, { modules }: { modules: readonly string[] }): Plan {
  const start = readWorkspace(tree);
  const names = modules.map((name) => manifestNamed(start, name).name);
  const isAsked = (name: string) => names.length === 0 || names.includes(name);
  const steps: Step[] = [];
  const unresolved: UnresolvedBlock[] = [];
  let current = tree;
  for (const service of start.services) {
    refuseDrift(start, service);
    for (const module of start.manifests.map(({ name }) => name)) {
      if (!service.modules.includes(module) || !isAsked(module)) continue;
      const wiring = wiringsOf(start, service.name)[module];
      if (wiring) refuseWrongHashes(tree, service, { [module]: wiring });
      const upgraded = upgradeIn(current, service.name, module);
      current = upgraded.tree;
      unresolved.push(...upgraded.unresolved);
      steps.push(...upgraded.steps);
    }
  }
  const services = [...new Set(steps.map(({ service }) => service))];
  return {
    tree: withConflictMarks(current, unresolved, start),
    steps,
    services,
    conflicts: unresolved.map(conflictOf),
  };
}

function upgradeIn(tree: Tree, serviceName: string, module: string) {
  const manifest = manifestNamed(readWorkspace(tree), module);
  const required = planAdd(tree, { service: serviceName, modules: manifest.requires });
  const workspace = readWorkspace(required.tree);
  const service = serviceNamed(workspace, serviceName);
  const order = workspace.manifests.map(({ name }) => name);
  const wirings = wiringsOf(workspace, serviceName);
  const { unresolved, wiring, ...rewired } = rewireModule(required.tree, manifest, {
    service,
    order,
    wirings,
  });
  const lock = withWiring(workspace.lock, { service: serviceName, module }, wiring);
  const result = writeLock(rewired.tree, lock);
  const added = required.steps.filter(({ did }) => did === 'added');
  const hasChanged =
    changesOf(result).length > changesOf(required.tree).length || !isSame(result, required.tree);
  const from = wirings[module]?.version;
  const note = from === wiring.version ? {} : { note: `from ${from} to ${wiring.version}` };
  const step: Step = { service: serviceName, module, did: 'upgraded', ...note };
  return { tree: result, unresolved, steps: hasChanged ? [...added, step] : added };
}

function isSame(a: Tree, b: Tree): boolean {
  return changesOf(a).every(({ path }) => a.changed.get(path) === b.changed.get(path));
}

/** Last of all, as nothing can be found in a file that does not parse; from the end of each file on. */
function withConflictMarks(tree: Tree, unresolved: readonly UnresolvedBlock[], { lock }: Workspace): Tree {
  const byPath = Map.groupBy(unresolved, ({ path }) => path);
  return [...byPath].reduce((current, [path, blocks]) => {
    const text = requireText(current, path);
    const wirings = lock.services[path.split('/')[1] ?? ''] ?? {};
    const edits = blocks.flatMap(({ marker, base, text: marked }) => {
      const list = listAt(path, text, marker);
      const location = locate(list, lockedBlocks(wirings, path, marker)).get(base.owner);
      if (location?.state !== 'edited') return [];
      return [
        {
          ...rangeOf(list, location),
          lines: withMarksAtMargin(indented(marked.split('\n'), list.indent, list.layout)),
        },
      ];
    });
    const merged = edits
      .sort((a, b) => b.start - a.start)
      .reduce((all, { start, end, lines }) => `${all.slice(0, start)}${lines}${all.slice(end)}`, text);
    return withFile(current, path, merged);
  }, tree);
}

/** Editors and git look for the marks in the first column. */
function withMarksAtMargin(lines: string): string {
  return lines.replace(/^[ \t]+(?=(<<<<<<<|=======|>>>>>>>)( |\r?$))/gm, '');
}

function conflictOf({ path, marker, base }: UnresolvedBlock): Conflict {
  return {
    path,
    module: base.owner,
    detail: `you and the newer version changed the same lines at ${marker}; choose between the conflict marks in the file`,
  };
}
