import { requireText, type Tree, withFile } from '../tree/tree.ts';
import { withList } from './json.ts';

const FILE = 'quartet.json';
const LINE_WIDTH = 110;

/** Writes which modules a service has. */
export function withModules(tree: Tree, service: string, modules: readonly string[]): Tree {
  const text = requireText(tree, FILE);
  return withFile(tree, FILE, withList(text, ['services', service, 'modules'], modules, LINE_WIDTH));
}

/** Before the first that comes later in the canonical order; the rest stays as it is. */
export function insertInOrder(names: readonly string[], name: string, order: readonly string[]): string[] {
  const place = order.indexOf(name);
  const next = names.findIndex((other) => order.indexOf(other) > place);
  return next === -1 ? [...names, name] : names.toSpliced(next, 0, name);
}
