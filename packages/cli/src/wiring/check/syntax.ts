import { parseSource } from '../tree/syntax.ts';
import { changesOf, type Tree } from '../tree/tree.ts';

/** @throws {WiringError} when a source that the tree changes is no TypeScript any more. */
export function refuseWrongSyntax(tree: Tree): void {
  for (const { path, after } of changesOf(tree)) {
    if (after !== undefined && path.endsWith('.ts')) parseSource(path, new TextDecoder().decode(after));
  }
}
