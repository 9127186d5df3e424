import { WiringError } from '../errors.ts';
import type { Manifest } from './schema.ts';

/**
 * The manifests in the one order in which modules stand everywhere: each after what it requires (Kahn's
 * algorithm), by name where that leaves a choice. As the order does not depend on who was added first, any order
 * of adding gives the same files.
 *
 * @throws {WiringError} when a module requires one that does not exist, or itself by a detour.
 */
export function canonicalOrder(manifests: readonly Manifest[]): Manifest[] {
  const byName = [...manifests].sort((a, b) => (a.name < b.name ? -1 : 1));
  refuseUnknownNames(byName);
  const ordered: Manifest[] = [];
  const placed = new Set<string>();
  while (ordered.length < byName.length) {
    const next = byName.find(
      ({ name, requires }) => !placed.has(name) && requires.every((r) => placed.has(r)),
    );
    if (!next) throw cycle(byName.filter(({ name }) => !placed.has(name)));
    ordered.push(next);
    placed.add(next.name);
  }
  return ordered;
}

function refuseUnknownNames(manifests: readonly Manifest[]): void {
  const known = new Set(manifests.map(({ name }) => name));
  for (const { name, requires, conflicts } of manifests) {
    const unknown = [...requires, ...conflicts].find((other) => !known.has(other));
    if (unknown === undefined) continue;
    throw new WiringError(
      `modules/${name}/module.json names the module "${unknown}", which is not in modules/. Correct the name, or bring the module.`,
      { code: 'manifest_invalid' },
    );
  }
}

function cycle(rest: readonly Manifest[]): WiringError {
  const trail: string[] = [];
  let current = rest[0];
  while (current && !trail.includes(current.name)) {
    trail.push(current.name);
    const { requires } = current;
    current = rest.find(({ name }) => requires.includes(name));
  }
  const names = current ? [...trail.slice(trail.indexOf(current.name)), current.name] : trail;
  return new WiringError(
    `The modules require each other in a circle: ${names.join(' → ')}. Take one of these out of "requires".`,
    { code: 'manifest_invalid' },
  );
}
