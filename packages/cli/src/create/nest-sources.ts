import { applyEdits, findNodeAtLocation, getNodeValue, modify, parseTree } from 'jsonc-parser';
import { z } from 'zod';
import { readText, type Tree, withFile } from '../wiring/index.ts';

/** Where the root names the folders that hold decorators, each as a list of paths. */
const LISTS = [
  { file: 'tsconfig.json', path: ['exclude'], suffix: '' },
  { file: 'tsconfig.nest.json', path: ['include'], suffix: '' },
  { file: 'biome.json', path: ['overrides', 0, 'includes'], suffix: '/**' },
] as const;

const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };

/** Tells the compiler and the linter that a service is written in NestJS. */
export function withNestSources(tree: Tree, folder: string): Tree {
  return LISTS.reduce(
    (current, { file, path, suffix }) =>
      edited(current, file, path, (entries) => [...entries, `${folder}${suffix}`]),
    tree,
  );
}

/** Takes back what {@link withNestSources} did. */
export function withoutNestSources(tree: Tree, folder: string): Tree {
  return LISTS.reduce(
    (current, { file, path, suffix }) =>
      edited(current, file, path, (entries) => entries.filter((entry) => entry !== `${folder}${suffix}`)),
    tree,
  );
}

function edited(
  tree: Tree,
  file: string,
  path: readonly (string | number)[],
  edit: (entries: string[]) => string[],
): Tree {
  const text = readText(tree, file);
  if (text === undefined) return tree;
  const root = parseTree(text);
  const list = root && findNodeAtLocation(root, [...path]);
  if (!list) return tree;
  const entries = z.array(z.string()).parse(getNodeValue(list));
  const wanted = edit(entries);
  if (wanted.length === entries.length) return tree;
  return withFile(tree, file, applyEdits(text, modify(text, [...path], wanted, { formattingOptions })));
}
