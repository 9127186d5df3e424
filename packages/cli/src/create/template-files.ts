import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TEMPLATES = join(import.meta.dirname, '../../templates');
const SUFFIX = '.template';

/**
 * The files of a folder in packages/cli/templates, filled in. `{{word}}` is replaced in texts and `__word__` in
 * file names, each by `words.word`.
 *
 * @returns texts by path, relative to the folder.
 */
export function templateFiles(folder: string, words: Readonly<Record<string, string>>): Map<string, string> {
  const root = join(TEMPLATES, folder);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith(SUFFIX),
  );
  return new Map(
    files.map((file) => [
      filled(file.slice(0, -SUFFIX.length).replaceAll('\\', '/'), /__(\w+?)__/g, words),
      filled(readFileSync(join(root, file), 'utf8'), /\{\{(\w+)\}\}/g, words),
    ]),
  );
}

function filled(text: string, place: RegExp, words: Readonly<Record<string, string>>): string {
  return text.replaceAll(place, (_match, word: string) => {
    const value = words[word];
    if (value === undefined) throw new Error(`A template asks for "${word}", which nothing gives.`);
    return value;
  });
}
