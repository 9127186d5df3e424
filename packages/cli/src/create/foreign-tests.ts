import { posix } from 'node:path';
import { importsOf } from '../checks/boundaries/imports.ts';
import { readText, type Tree } from '../wiring/index.ts';

/**
 * The files in the test folders of services that cannot run without a service that is not there: those that import
 * it, and those that import them.
 */
export function testsThatNeed(tree: Tree, files: readonly string[], packages: readonly string[]): string[] {
  const tests = files.filter((file) => /^services\/[^/]+\/test\/.*\.ts$/.test(file));
  const imports = new Map(
    tests.map((file) => [
      file,
      importsOf(file, readText(tree, file) ?? '').map(({ specifier }) => specifier),
    ]),
  );
  const foreign = new Set<string>();
  const needs = (file: string, specifier: string) =>
    packages.some((name) => specifier === name || specifier.startsWith(`${name}/`)) ||
    foreign.has(posix.join(posix.dirname(file), specifier));
  for (let before = -1; before !== foreign.size; ) {
    before = foreign.size;
    for (const [file, specifiers] of imports)
      if (specifiers.some((specifier) => needs(file, specifier))) foreign.add(file);
  }
  return [...foreign];
}
