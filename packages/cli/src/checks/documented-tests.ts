import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCUMENT = 'docs/security.md';
/** A file of tests and the titles that are quoted behind it: `path`: “title”, “title”. */
const CITATION = /`([^`\s]+\.ts)`: (“[^”]+”(?:, “[^”]+”)*)/g;

/** The tests that docs/security.md rests on and that do not exist: it promises nothing that nothing checks. */
export function missingTests(root: string): string[] {
  const document = readFileSync(join(root, DOCUMENT), 'utf8');
  // A workspace made from Quartet has not all of its tests.
  const isCopy = existsSync(join(root, '.quartet/base.tgz'));
  return [...document.matchAll(CITATION)].flatMap(([, path = '', titles = '']) => {
    const source = sourceOf(root, path);
    if (source === undefined) return isCopy ? [] : [`${DOCUMENT}: there is no ${path}`];
    return [...titles.matchAll(/“([^”]+)”/g)]
      .filter(([, title = '']) => !source.includes(title))
      .map(([, title]) => `${DOCUMENT}: ${path} has no test “${title}”`);
  });
}

/** The document leaves `modules/` out of the paths of modules. */
function sourceOf(root: string, path: string): string | undefined {
  const file = [join(root, path), join(root, 'modules', path)].find((candidate) => existsSync(candidate));
  return file && readFileSync(file, 'utf8');
}
