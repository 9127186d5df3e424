import { posix } from 'node:path';

/** Where a file stands in the workspace; the rules speak of places. */
export type Place =
  | { kind: 'platform' }
  | { kind: 'http' }
  | { kind: 'package'; name: string }
  | { kind: 'core'; module: string }
  | { kind: 'face'; module: string; framework: string }
  | { kind: 'service'; name: string }
  | { kind: 'outside' };

const FRAMEWORK_FACES = new Set(['fastify', 'nest']);

/** @param path relative to the root, with slashes. */
export function placeOf(path: string): Place {
  const [top, name = '', part = ''] = path.split('/');
  if (top === 'services') return { kind: 'service', name };
  if (top === 'modules' && FRAMEWORK_FACES.has(part)) return { kind: 'face', module: name, framework: part };
  if (top === 'modules') return { kind: 'core', module: name };
  if (top === 'packages' && name === 'platform') return { kind: 'platform' };
  if (top === 'packages' && name.startsWith('http-')) return { kind: 'http' };
  if (top === 'packages') return { kind: 'package', name };
  return { kind: 'outside' };
}

/** The workspace that a file belongs to, such as `modules/auth`. */
export function workspaceOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

/** What an import names: a file of this repository, a workspace's package by its door, or a package from npm. */
export type Target =
  | { kind: 'file'; path: string }
  | { kind: 'workspace'; folder: string; door: string }
  | { kind: 'npm'; name: string };

/** @param workspaces folders by package name, such as `@quartet/auth` → `modules/auth`. */
export function targetOf(specifier: string, from: string, workspaces: ReadonlyMap<string, string>): Target {
  if (specifier.startsWith('.')) {
    return { kind: 'file', path: posix.normalize(posix.join(posix.dirname(from), specifier)) };
  }
  const [first = '', second = '', ...rest] = specifier.split('/');
  const isScoped = first.startsWith('@');
  const name = isScoped ? `${first}/${second}` : first;
  const folder = workspaces.get(name);
  if (!folder) return { kind: 'npm', name };
  const subPath = isScoped ? rest : [second, ...rest].filter(Boolean);
  return { kind: 'workspace', folder, door: ['.', ...subPath].join('/') };
}
