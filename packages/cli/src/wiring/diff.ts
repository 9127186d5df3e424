import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { changesOf, type Tree } from './tree/tree.ts';

const ABSENT = '/dev/null';

/** The changes of a text as a unified diff; empty when there are none. */
export function unifiedDiff(title: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return '';
  const [from, to] = [
    before === undefined ? ABSENT : `a/${title}`,
    after === undefined ? ABSENT : `b/${title}`,
  ];
  return createTwoFilesPatch(from, to, withEnd(before ?? ''), withEnd(after ?? ''), undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
  }).trimEnd();
}

/** What writing the tree would change, for people and for `patch`. */
export function diffOfTree(tree: Tree): string {
  return changesOf(tree)
    .map(({ path, before, after }) => {
      const texts = [before, after].map((content) => content && new TextDecoder().decode(content));
      if (texts.some((text) => text?.includes('\0'))) return `Binary file ${path} changes.`;
      return unifiedDiff(path, texts[0], texts[1]);
    })
    .join('\n');
}

/** Lines of blocks have no line end at their end, which is no difference. */
function withEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
