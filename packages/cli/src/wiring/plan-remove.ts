import { refuseWrongHashes } from './check/hashes.ts';
import { refuseWrongMarkers } from './check/markers.ts';
import { WiringError } from './errors.ts';
import { type Wiring, withWiring, writeLock } from './lock-file.ts';
import { withModules } from './operations/modules-list.ts';
import type { Plan, Step } from './plan.ts';
import type { Tree } from './tree/tree.ts';
import { blockMarkers, unwireModule } from './unwire-module.ts';
import { isWritten } from './wire-module.ts';
import {
  dependentsOf,
  manifestNamed,
  readWorkspace,
  refuseDrift,
  serviceNamed,
  type Workspace,
  wiringsOf,
} from './workspace.ts';

export interface RemoveRequest {
  service: string;
  modules: readonly string[];
  /** Take out as well what needs them; otherwise that is refused. */
  cascade: boolean;
}

/**
 * Takes modules out of a service. Their folders and their tables in the database stay.
 *
 * @throws {WiringError} when others need them, or the user has changed their lines.
 */
export function planRemove(tree: Tree, { service: serviceName, modules, cascade }: RemoveRequest): Plan {
  const workspace = readWorkspace(tree);
  const service = serviceNamed(workspace, serviceName);
  refuseDrift(workspace, service);
  const asked = new Set(modules);
  // What is wired can go, even when its folder has gone before.
  for (const name of asked) if (!service.modules.includes(name)) manifestNamed(workspace, name);
  const wired = [...asked].filter((name) => service.modules.includes(name));
  const all = withDependents(workspace, serviceName, wired);
  const unasked = all.filter((name) => !asked.has(name));
  if (unasked.length > 0 && !cascade) throw requiredByOthers(wired, unasked, serviceName);
  refuseWrongMarkers(
    tree,
    all
      .flatMap((name) => placesOf(wiringsOf(workspace, serviceName)[name]))
      .filter(({ path }) => isWritten(tree, path, { service })),
  );
  refuseWrongHashes(tree, service, pick(wiringsOf(workspace, serviceName), all));
  const absent = [...asked]
    .filter((name) => !wired.includes(name))
    .map((module): Step => ({ service: serviceName, module, did: 'nothing', note: 'it is not wired' }));
  const removed = all.map((module): Step => {
    const step = { service: serviceName, module, did: 'removed' } as const;
    return asked.has(module) ? step : { ...step, note: 'it needs what is removed' };
  });
  const result = all.reduce((current, name) => withoutModule(current, name, serviceName), tree);
  const services = all.length > 0 ? [serviceName] : [];
  return { tree: result, steps: [...absent, ...removed], services, conflicts: [] };
}

function withoutModule(tree: Tree, module: string, serviceName: string): Tree {
  const workspace = readWorkspace(tree);
  const service = serviceNamed(workspace, serviceName);
  const order = workspace.manifests.map(({ name }) => name);
  const unwired = unwireModule(tree, module, { service, order, wirings: wiringsOf(workspace, serviceName) });
  const listed = withModules(
    unwired,
    serviceName,
    service.modules.filter((name) => name !== module),
  );
  return writeLock(listed, withWiring(workspace.lock, { service: serviceName, module }, undefined));
}

function pick(wirings: Readonly<Record<string, Wiring>>, names: readonly string[]): Record<string, Wiring> {
  return Object.fromEntries(Object.entries(wirings).filter(([name]) => names.includes(name)));
}

function placesOf(wiring: Wiring | undefined): { path: string; marker: string }[] {
  return Object.keys(wiring?.files ?? {}).flatMap((path) =>
    blockMarkers(wiring, path).map(([marker]) => ({ path, marker })),
  );
}

/** The modules and all that need them, those that are needed last. */
function withDependents(workspace: Workspace, serviceName: string, names: readonly string[]): string[] {
  const service = serviceNamed(workspace, serviceName);
  const all = new Set(names);
  for (const { name } of workspace.manifests) {
    if (all.has(name)) for (const other of dependentsOf(workspace, service, name)) all.add(other);
  }
  const known = workspace.manifests.map(({ name }) => name).filter((name) => all.has(name));
  return [...known, ...[...all].filter((name) => !known.includes(name))].reverse();
}

function requiredByOthers(names: readonly string[], dependents: readonly string[], service: string) {
  return new WiringError(
    `${dependents.join(', ')} in ${service} cannot do without ${names.join(', ')}. Remove these as well with --cascade, or first.`,
    { code: 'required_by_others' },
  );
}
