import type { WorkspaceService } from '../workspace.ts';
import { refuseWrongMarkers } from './check/markers.ts';
import { WiringError } from './errors.ts';
import { withWiring, writeLock } from './lock-file.ts';
import { declaredBlocks } from './manifest/blocks.ts';
import type { Manifest } from './manifest/schema.ts';
import { insertInOrder, withModules } from './operations/modules-list.ts';
import type { Plan, Step } from './plan.ts';
import { readBytes, type Tree } from './tree/tree.ts';
import { isWritten, wireModule } from './wire-module.ts';
import {
  manifestNamed,
  readWorkspace,
  refuseDrift,
  serviceNamed,
  type Workspace,
  wiringsOf,
} from './workspace.ts';

/**
 * Wires modules into a service, with those that they require.
 *
 * @throws {WiringError} when the result would not work, or a file has lost its marker.
 */
export function planAdd(
  tree: Tree,
  { service: serviceName, modules }: { service: string; modules: readonly string[] },
): Plan {
  const workspace = readWorkspace(tree);
  const service = serviceNamed(workspace, serviceName);
  refuseDrift(workspace, service);
  const asked = new Set(modules.map((name) => manifestNamed(workspace, name).name));
  const needed = withRequirements(workspace, [...asked]);
  refuseConflicts([...service.modules.map((name) => manifestNamed(workspace, name)), ...needed], serviceName);
  const missing = needed.filter(({ name }) => !service.modules.includes(name));
  for (const manifest of missing) {
    refuseNothing(manifest, service);
    refuseMissingMigrations(tree, manifest);
    refuseWrongMarkers(
      tree,
      declaredBlocks(manifest, service).filter(({ path }) => isWritten(tree, path, { service })),
    );
  }
  const present = service.modules
    .filter((name) => asked.has(name))
    .map((module): Step => ({ service: serviceName, module, did: 'nothing', note: 'it is wired already' }));
  const added = missing.map(({ name: module }): Step => {
    const step = { service: serviceName, module, did: 'added' } as const;
    if (asked.has(module)) return step;
    return { ...step, note: `required by ${requirersOf(module, needed).join(', ')}` };
  });
  const result = missing.reduce((current, manifest) => withModule(current, manifest, serviceName), tree);
  const services = missing.length > 0 ? [serviceName] : [];
  return { tree: result, steps: [...present, ...added], services, conflicts: [] };
}

function withModule(tree: Tree, manifest: Manifest, serviceName: string): Tree {
  const workspace = readWorkspace(tree);
  const service = serviceNamed(workspace, serviceName);
  const order = workspace.manifests.map(({ name }) => name);
  const wired = wireModule(tree, manifest, { service, order, wirings: wiringsOf(workspace, serviceName) });
  const listed = withModules(wired.tree, serviceName, insertInOrder(service.modules, manifest.name, order));
  return writeLock(
    listed,
    withWiring(workspace.lock, { service: serviceName, module: manifest.name }, wired.wiring),
  );
}

/** The modules and everything that they require, in canonical order. */
function withRequirements({ manifests }: Workspace, names: readonly string[]): Manifest[] {
  const needed = new Set(names);
  for (const { name, requires } of manifests.toReversed()) {
    if (needed.has(name)) for (const required of requires) needed.add(required);
  }
  return manifests.filter(({ name }) => needed.has(name));
}

function requirersOf(name: string, manifests: readonly Manifest[]): string[] {
  return manifests.filter(({ requires }) => requires.includes(name)).map((each) => each.name);
}

function refuseConflicts(manifests: readonly Manifest[], service: string): void {
  for (const { name, conflicts } of manifests) {
    const other = manifests.find((each) => conflicts.includes(each.name));
    if (other)
      throw new WiringError(
        `${name} and ${other.name} cannot both be in ${service}. Remove one first: quartet remove ${other.name} --from ${service}`,
        { code: 'modules_exclude_each_other' },
      );
  }
}

function refuseNothing(manifest: Manifest, service: WorkspaceService): void {
  if (declaredBlocks(manifest, service).length > 0) return;
  throw new WiringError(
    `${manifest.name} has nothing to put into a ${service.framework} service yet. Its modules/${manifest.name}/module.json has no lines for one.`,
    { code: 'nothing_to_wire' },
  );
}

function refuseMissingMigrations(tree: Tree, { name, migrations }: Manifest): void {
  const missing = migrations
    .map((migration) => `db/migrations/${migration}.sql`)
    .find((path) => readBytes(tree, path) === undefined);
  if (missing === undefined) return;
  throw new WiringError(
    `${name} needs ${missing}, which is not there. Bring it from where the module came from.`,
    { code: 'migration_missing' },
  );
}
