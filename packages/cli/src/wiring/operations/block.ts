import MagicString from 'magic-string';
import { dedented, indented, isBlank, lineEnd, lineStart } from '../tree/layout.ts';
import { lineList } from '../tree/line-list.ts';
import { type MarkedList, markedList } from '../tree/marked-list.ts';
import { hashOf } from '../tree/shape.ts';
import { type Location, locateBlocks, type SoughtBlock } from './locate.ts';

/** What stands at a marker for one module, as text without base indentation. */
export interface OwnedBlock {
  owner: string;
  text: string;
}

/** The list at a marker of a file, by the kind of the file. */
export function listAt(path: string, text: string, marker: string): MarkedList {
  return path.endsWith('.ts') ? markedList(path, text, marker) : lineList(path, text, marker);
}

export function locate(list: MarkedList, blocks: readonly OwnedBlock[]): Map<string, Location> {
  const sought: SoughtBlock[] = blocks.map(({ owner, text }) => ({ owner, items: list.itemsOf(text) }));
  return locateBlocks(list, sought);
}

/** The hash of what a block means: formatters do not change it. */
export function blockHash(list: MarkedList, text: string): string {
  return hashOf(list.itemsOf(text).map(({ shape }) => shape));
}

/** @returns the file's text with the block before the item `next`, or else right before the marker. */
export function insertBlock(list: MarkedList, text: string, next: number | undefined): string {
  const { indent, layout } = list;
  const edits = new MagicString(list.text);
  const last = list.items.slice(0, next).findLast(({ isComment }) => !isComment);
  // A formatter may have taken the comma of the last element, after which another one comes now.
  if (list.hasCommas && last && list.text[last.end - 1] !== ',') edits.appendLeft(last.end, ',');
  const offset = (next === undefined ? undefined : list.items[next]?.start) ?? list.markerLine;
  const line = lineStart(list.text, offset);
  const block = indented(text.split('\n'), indent, layout);
  // What shares its line with the item before it goes on to a line of its own.
  if (isBlank(list.text.slice(line, offset))) edits.appendRight(line, block);
  else edits.appendRight(offset, `${layout.eol}${block}${indent}`);
  return edits.toString();
}

/** @returns the file's text without the items from `first` to `last`. */
export function removeItems(list: MarkedList, { first, last }: { first: number; last: number }): string {
  const { start, end } = rangeOf(list, { first, last });
  return `${list.text.slice(0, start)}${list.text.slice(end)}`;
}

/** @returns the file's text with other lines instead of the items from `first` to `last`. */
export function replaceItems(
  list: MarkedList,
  { first, last }: { first: number; last: number },
  text: string,
): string {
  const { start, end } = rangeOf(list, { first, last });
  const block = indented(text.split('\n'), list.indent, list.layout);
  return `${list.text.slice(0, start)}${block}${list.text.slice(end)}`;
}

/** The lines of the items as the user has them, without base indentation. */
export function textOfItems(list: MarkedList, { first, last }: { first: number; last: number }): string {
  const { start, end } = rangeOf(list, { first, last });
  return dedented(list.text.slice(start, end), list.indent, list.layout).join('\n');
}

/** Offsets of whole lines, unless something else stands on the first or the last of them. */
export function rangeOf(
  { text, items }: MarkedList,
  { first, last }: { first: number; last: number },
): { start: number; end: number } {
  const from = items[first]?.start ?? 0;
  const to = items[last]?.end ?? from;
  const line = lineStart(text, from);
  const next = lineEnd(text, to);
  const isAlone = isBlank(text.slice(line, from)) && isBlank(text.slice(to, next));
  return isAlone ? { start: line, end: next } : { start: from, end: to };
}
