import { listAt } from '../operations/block.ts';
import { requireText, type Tree } from '../tree/tree.ts';

/**
 * Looks at markers before anything is planned, so that what is said of them is about the files as the user sees them.
 *
 * @throws {WiringError} when one is missing, doubled or misplaced.
 */
export function refuseWrongMarkers(tree: Tree, places: readonly { path: string; marker: string }[]): void {
  for (const { path, marker } of places) listAt(path, requireText(tree, path), marker);
}
