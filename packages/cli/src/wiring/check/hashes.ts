import { WiringError } from '../errors.ts';
import { LOCK_FILE, type Wiring } from '../lock-file.ts';
import { blockHash, listAt } from '../operations/block.ts';
import { requireText, type Tree } from '../tree/tree.ts';
import { blockMarkers } from '../unwire-module.ts';
import { isWritten } from '../wire-module.ts';

/**
 * What the lock file says that a module put in is what is taken out: a text that was changed there, by hand or by a
 * merge, would take out lines that are somebody else's.
 *
 * @throws {WiringError} when a text is not what its hash says.
 */
export function refuseWrongHashes(
  tree: Tree,
  service: { name: string },
  wirings: Readonly<Record<string, Wiring>>,
): void {
  for (const [module, wiring] of Object.entries(wirings)) {
    for (const path of Object.keys(wiring.files).filter((each) => isWritten(tree, each, { service }))) {
      for (const [marker, { text, hash }] of blockMarkers(wiring, path)) {
        if (hashAt(tree, path, marker, text) === hash) continue;
        throw new WiringError(
          `${LOCK_FILE}: what ${module} is said to have put at "${marker}" of ${path} was changed there. Take the file from version control, or run quartet doctor --adopt to make it anew.`,
          { code: 'lock_file_invalid' },
        );
      }
    }
  }
}

function hashAt(tree: Tree, path: string, marker: string, text: string): string | undefined {
  const list = listAt(path, requireText(tree, path), marker);
  try {
    return blockHash(list, text);
  } catch (error) {
    if (error instanceof WiringError) return undefined;
    throw error;
  }
}
