import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore from 'ignore';

/** What somebody keeps beside the sources for themselves, although .gitignore may not name it. */
const PERSONAL = ['.git', '.env', '.env.*', '!.env.example', '.DS_Store'];

/** The files of a workspace that .gitignore does not name: relative paths with slashes, sorted. */
export function sourceFiles(root: string): string[] {
  const ignored = ignore()
    .add(readFileSync(join(root, '.gitignore'), 'utf8'))
    .add(PERSONAL);
  const filesIn = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}${entry.name}`;
      if (entry.isDirectory()) return ignored.ignores(`${path}/`) ? [] : filesIn(`${path}/`);
      return entry.isFile() && !ignored.ignores(path) ? [path] : [];
    });
  return filesIn('').sort();
}
