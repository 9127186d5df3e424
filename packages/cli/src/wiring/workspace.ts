import { servicesIn, type WorkspaceService } from '../workspace.ts';
import { WiringError } from './errors.ts';
import { type LockFile, readLock, type Wiring } from './lock-file.ts';
import { readManifests } from './manifest/read-manifests.ts';
import type { Manifest } from './manifest/schema.ts';
import { requireText, type Tree } from './tree/tree.ts';

/** A workspace as it stands in a tree. */
export interface Workspace {
  services: WorkspaceService[];
  /** In canonical order. */
  manifests: Manifest[];
  lock: LockFile;
}

export function readWorkspace(tree: Tree): Workspace {
  return {
    services: servicesIn('quartet.json', requireText(tree, 'quartet.json')),
    manifests: readManifests(tree),
    lock: readLock(tree),
  };
}

/** @throws {WiringError} that names the services that there are. */
export function serviceNamed({ services }: Workspace, name: string): WorkspaceService {
  const service = services.find((each) => each.name === name);
  if (service) return service;
  const known = services.map((each) => each.name).join(', ');
  throw new WiringError(`There is no service "${name}". There are: ${known}.`, { code: 'unknown_service' });
}

/** @throws {WiringError} that names the modules that there are. */
export function manifestNamed({ manifests }: Workspace, name: string): Manifest {
  const manifest = manifests.find((each) => each.name === name);
  if (manifest) return manifest;
  const known = manifests.map((each) => each.name).sort();
  throw new WiringError(`There is no module "${name}". There are: ${known.join(', ')}.`, {
    code: 'unknown_module',
  });
}

/** What the lock file says of the service, by module. */
export function wiringsOf({ lock }: Workspace, service: string): Readonly<Record<string, Wiring>> {
  return lock.services[service] ?? {};
}

/** The modules of a service that need this one, directly. */
export function dependentsOf({ manifests }: Workspace, service: WorkspaceService, module: string): string[] {
  return manifests
    .filter(({ name, requires }) => service.modules.includes(name) && requires.includes(module))
    .map(({ name }) => name);
}

/** @throws {WiringError} when quartet.json and the lock file do not name the same modules. */
export function refuseDrift(workspace: Workspace, service: WorkspaceService): void {
  const locked = Object.keys(wiringsOf(workspace, service.name));
  const unknown = [
    ...service.modules.filter((name) => !locked.includes(name)),
    ...locked.filter((name) => !service.modules.includes(name)),
  ];
  if (unknown.length === 0) return;
  throw new WiringError(
    `quartet.json and quartet.lock.json differ about ${unknown.join(', ')} in ${service.name}. Restore one of them, or run quartet doctor --adopt to take what the code has.`,
    { code: 'drift' },
  );
}
