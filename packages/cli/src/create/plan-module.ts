import { listFolder, type Plan, readWorkspace, type Tree, withFile } from '../wiring/index.ts';
import { lockedVersion } from './locked-version.ts';
import { namesOf } from './names.ts';
import { withLockedWorkspace } from './package-lock.ts';
import { refuseModuleName, refuseSingular } from './refuse-name.ts';
import { templateFiles } from './template-files.ts';

export interface NewModule {
  name: string;
  /** What one of the things is called that it keeps, such as `blog-post`. */
  singular: string;
}

/**
 * A new module: its folder, its migration, its place in npm's lock file. No service has it yet.
 *
 * @throws {CommandError} when the name cannot be used.
 */
export function planModule(tree: Tree, { name, singular }: NewModule): Plan {
  refuseModuleName(tree, name);
  refuseSingular(name, singular);
  const folder = `modules/${name}`;
  const words = wordsOf(tree, name, singular);
  const module = filesIn(folder, templateFiles('module', words));
  const migration = filesIn('db/migrations', templateFiles('migration', words));
  const written = [...module, ...migration].reduce(
    (current, [path, text]) => withFile(current, path, text),
    tree,
  );
  const result = withLockedWorkspace(written, folder);
  readWorkspace(result);
  return { tree: result, steps: [], services: [], conflicts: [] };
}

function filesIn(folder: string, files: ReadonlyMap<string, string>): [path: string, text: string][] {
  return [...files].map(([path, text]) => [`${folder}/${path}`, text]);
}

function wordsOf(tree: Tree, name: string, singular: string): Record<string, string> {
  const many = namesOf(name);
  const one = namesOf(singular);
  const aOne = `${/^[aeiou]/.test(one.words) ? 'an' : 'a'} ${one.words}`;
  return {
    migration: `${nextNumber(tree)}_${many.snake}`,
    many: many.kebab,
    manySnake: many.snake,
    manyCamel: many.camel,
    ManyPascal: many.pascal,
    MANY: many.constant,
    manyWords: many.words,
    ManyWords: capitalised(many.words),
    one: one.kebab,
    oneSnake: one.snake,
    oneCamel: one.camel,
    OnePascal: one.pascal,
    aOne,
    AOne: capitalised(aOne),
    nestVersion: lockedVersion(tree, '@nestjs/common'),
    drizzleVersion: lockedVersion(tree, 'drizzle-orm'),
    zodVersion: lockedVersion(tree, 'zod'),
    vitestVersion: lockedVersion(tree, 'vitest'),
  };
}

/** Migrations run in the order of their numbers. */
function nextNumber(tree: Tree): string {
  const numbers = listFolder(tree, 'db/migrations').map((file) => Number.parseInt(file, 10) || 0);
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0');
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
