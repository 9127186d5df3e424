import { isBlank, layoutOf, lineNumber } from './layout.ts';
import { type Item, type MarkedList, markerProblem, spelled, wordsIn } from './marked-list.ts';

/**
 * The same for a file of lines whose comments begin with #, such as .env.example: each line is an item.
 *
 * @throws {WiringError} when the marker is not there once.
 */
export function lineList(path: string, text: string, marker: string): MarkedList {
  const items = itemsOf(text);
  const shape = `# ${spelled(marker)}`;
  const markers = items.filter((item) => item.shape === shape);
  const [only] = markers;
  if (!only || markers.length !== 1)
    throw markerProblem(
      path,
      marker,
      markers.map(({ start }) => lineNumber(text, start)),
      '#',
    );
  return {
    path,
    text,
    layout: layoutOf(text),
    markerLine: only.start,
    indent: '',
    items: items.filter(({ end }) => end <= only.start),
    itemsOf,
    hasCommas: false,
  };
}

function itemsOf(text: string): Item[] {
  return [...text.matchAll(/[^\r\n\uFEFF]+/g)]
    .filter(([line]) => !isBlank(line))
    .map(({ 0: line, index }) => {
      const setting = /^\s*#?\s*([A-Z][A-Z0-9_]*)\s*=/.exec(line)?.[1];
      return {
        start: index,
        end: index + line.length,
        shape: line.trim(),
        names: setting === undefined ? [] : [setting],
        words: wordsIn(line),
        isComment: setting === undefined,
      };
    });
}
