import type { Item, MarkedList } from '../tree/marked-list.ts';

/** The share of words that an edited item has in common with what it was, at least. */
const SIMILAR = 0.6;

/** Where a block is in a list: the indexes of its first and last item. */
export type Location =
  | { state: 'found'; first: number; last: number }
  /** Some of it is there, or something like it. `isApart`: lines of others stand between. */
  | { state: 'edited'; first: number; last: number; isApart: boolean }
  | { state: 'absent' };

export interface SoughtBlock {
  /** The module that the block belongs to. */
  owner: string;
  items: readonly Item[];
}

/**
 * Finds the blocks of modules in a list. First those that stand there as they were written, whatever a formatter
 * made of them; then, among what is left, items like those of the others: a user has edited these.
 */
export function locateBlocks(list: MarkedList, blocks: readonly SoughtBlock[]): Map<string, Location> {
  const claimed = new Set<number>();
  const locations = new Map<string, Location>();
  for (const { owner, items } of longestFirst(blocks)) {
    const first = findWhole(list.items, items, claimed);
    if (first === undefined) continue;
    const last = first + items.length - 1;
    for (let index = first; index <= last; index += 1) claimed.add(index);
    locations.set(owner, { state: 'found', first, last });
  }
  for (const { owner, items } of blocks) {
    if (!locations.has(owner)) locations.set(owner, findEdited(list.items, items, claimed));
  }
  return locations;
}

/** Else a block of one line would claim that line of a longer one, where two modules bring the same. */
function longestFirst(blocks: readonly SoughtBlock[]): SoughtBlock[] {
  return blocks.toSorted((a, b) => b.items.length - a.items.length);
}

function findWhole(
  items: readonly Item[],
  sought: readonly Item[],
  claimed: ReadonlySet<number>,
): number | undefined {
  if (sought.length === 0) return undefined;
  for (let first = 0; first + sought.length <= items.length; first += 1) {
    const isThere = sought.every(
      ({ shape }, offset) => items[first + offset]?.shape === shape && !claimed.has(first + offset),
    );
    if (isThere) return first;
  }
  return undefined;
}

function findEdited(items: readonly Item[], sought: readonly Item[], claimed: Set<number>): Location {
  const mine = new Set<number>();
  for (const item of sought) {
    const index = mostSimilar(items, item, (candidate) => claimed.has(candidate) || mine.has(candidate));
    if (index !== undefined) mine.add(index);
  }
  if (mine.size === 0) return { state: 'absent' };
  const first = Math.min(...mine);
  const last = Math.max(...mine);
  let isApart = false;
  for (let index = first; index <= last; index += 1) {
    if (claimed.has(index)) isApart = true;
  }
  for (const index of mine) claimed.add(index);
  return { state: 'edited', first, last, isApart };
}

function mostSimilar(
  items: readonly Item[],
  sought: Item,
  isTaken: (index: number) => boolean,
): number | undefined {
  const scored = items
    .map((item, index) => ({ index, score: isTaken(index) ? 0 : similarity(item, sought) }))
    .filter(({ score }) => score >= SIMILAR)
    .sort((a, b) => b.score - a.score);
  return scored[0]?.index;
}

/** From 0 to 1. Comments are either the same or not: two sentences have too many words in common by chance. */
function similarity(a: Item, b: Item): number {
  if (a.shape === b.shape) return 1;
  if (a.isComment || b.isComment) return 0;
  if (a.names.some((name) => b.names.includes(name))) return 0.99;
  const rest = [...b.words];
  const common = a.words.filter((word) => {
    const index = rest.indexOf(word);
    if (index !== -1) rest.splice(index, 1);
    return index !== -1;
  });
  return (2 * common.length) / Math.max(1, a.words.length + b.words.length);
}
