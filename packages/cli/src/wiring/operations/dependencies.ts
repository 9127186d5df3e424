import { WiringError } from '../errors.ts';
import { readText, requireText, type Tree, withFile } from '../tree/tree.ts';
import { hasObject, hasProperty, withoutProperty, withProperty } from './json.ts';

const FIELD = 'dependencies';
const LOCK = 'package-lock.json';

/** Packages that a service depends on; both the package.json and npm's own record of it get them. */
export function withDependencies(
  tree: Tree,
  service: string,
  versions: Readonly<Record<string, string>>,
): Tree {
  return Object.entries(versions).reduce(
    (current, [name, version]) =>
      editBoth(current, service, (text, path) =>
        hasProperty(text, path, name) ? text : withProperty(text, path, name, version),
      ),
    tree,
  );
}

export function withoutDependencies(tree: Tree, service: string, names: readonly string[]): Tree {
  return names.reduce(
    (current, name) => editBoth(current, service, (text, path) => withoutProperty(text, path, name)),
    tree,
  );
}

/** Whether the package.json of the service names the package. */
export function hasDependency(tree: Tree, service: string, name: string): boolean {
  return hasProperty(requireText(tree, packageFile(service)), [FIELD], name);
}

export function packageFile(service: string): string {
  return `services/${service}/package.json`;
}

function editBoth(tree: Tree, service: string, edit: (text: string, path: string[]) => string): Tree {
  const file = packageFile(service);
  const own = withFile(tree, file, edit(requireText(tree, file), [FIELD]));
  const lock = readText(own, LOCK);
  if (lock === undefined) return own;
  const entry = ['packages', `services/${service}`];
  if (!hasObject(lock, entry))
    throw new WiringError(`${LOCK} does not know services/${service}. Run npm install, then try again.`, {
      code: 'drift',
    });
  return withFile(own, LOCK, edit(lock, [...entry, FIELD]));
}
