import MagicString from 'magic-string';
import { IMPORTS } from '../manifest/blocks.ts';
import { isBlank, layoutOf, lineEnd, lineStart } from '../tree/layout.ts';
import { markedList } from '../tree/marked-list.ts';
import { descendants, isNode, nodesIn, parseSource, type SyntaxNode } from '../tree/syntax.ts';
import {
  type ImportDeclaration,
  type ImportName,
  importDeclarations,
  type Range,
  sameImport,
} from './import-names.ts';
import { compareSources } from './import-order.ts';
import { byDeclaration, renderImport, styleOf } from './render-import.ts';

/**
 * Brings names into a file. One that is there already stays, as a value if either needs it as a value. New ones
 * join the declaration of their source, and else get one, where Biome would sort it in.
 *
 * @throws {WiringError} when the marker of imports is not there once.
 */
export function withImports(path: string, text: string, wanted: readonly ImportName[]): string {
  markedList(path, text, IMPORTS);
  return byDeclaration(wanted).reduce((current, names) => withNamesOf(path, current, names), text);
}

/** Takes names out of a file, but those that something in it still uses. */
export function withoutImports(path: string, text: string, dropped: readonly ImportName[]): string {
  const used = usedNames(path, text);
  const unused = dropped.filter(({ local, imported }) => imported === '' || !used.has(local));
  const edits = new MagicString(text);
  for (const declaration of importDeclarations(path, text)) {
    const rest = declaration.names.filter((name) => !unused.some((other) => sameImport(name, other)));
    if (rest.length === declaration.names.length) continue;
    if (rest.length === 0) {
      const { start, end } = withItsLine(text, declaration);
      edits.remove(start, end);
    } else if (declaration.hasComments) {
      for (const { range, ...name } of declaration.names)
        if (!rest.some((other) => sameImport(name, other))) removeName(edits, text, range);
    } else edits.update(declaration.start, declaration.end, renderImport(rest, styleOf(path, text)));
  }
  return edits.toString();
}

/** The names that the file brings in and that are among these. */
export function presentImports(path: string, text: string, names: readonly ImportName[]): ImportName[] {
  const present = importDeclarations(path, text).flatMap((declaration) => declaration.names);
  return names.filter((name) => present.some((other) => sameImport(name, other)));
}

/** Every name that code uses, other than to import it. */
export function usedNames(path: string, text: string): Set<string> {
  const used = new Set<string>();
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'ImportDeclaration') return;
    if ((node.type === 'Identifier' || node.type === 'JSXIdentifier') && typeof node.name === 'string')
      used.add(node.name);
    for (const [field, value] of Object.entries(node)) {
      if (isMereLabel(node, field)) continue;
      for (const child of isNode(value) ? [value] : nodesIn(value)) visit(child);
    }
  };
  visit(parseSource(path, text).program);
  return used;
}

/** The packages that a file names in imports and exports of whatever kind. */
export function packagesIn(path: string, text: string): Set<string> {
  const packages = [...descendants(parseSource(path, text).program)].flatMap(({ source }) => {
    const { type, value } = Object(source);
    return type === 'Literal' && typeof value === 'string' ? [packageOf(value)] : [];
  });
  return new Set(packages);
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Its whole lines, unless something else stands on them. */
function withItsLine(text: string, { start, end }: Range): Range {
  const [line, next] = [lineStart(text, start), lineEnd(text, end - 1)];
  return isBlank(text.slice(line, start)) && isBlank(text.slice(end, next))
    ? { start: line, end: next }
    : { start, end };
}

/** Takes one name out of braces, with its comma, where comments keep the rest as it is. */
function removeName(edits: MagicString, text: string, { start, end }: Range): void {
  const comma = /^\s*,/.exec(text.slice(end))?.[0].length ?? 0;
  const range = withItsLine(text, { start, end: end + comma });
  edits.remove(range.start, range.end);
}

/** The `b` of `a.b` and of `{ b: a }` is no use of a name `b`; that of `{ b }` is, by its value. */
function isMereLabel(node: SyntaxNode, field: string): boolean {
  return (field === 'property' || field === 'key') && node.computed !== true;
}

function withNamesOf(path: string, text: string, wanted: readonly ImportName[]): string {
  const declarations = importDeclarations(path, text);
  const present = declarations.flatMap(({ names }) => names);
  const missing = wanted.filter((name) => !present.some((other) => isEnough(other, name)));
  const [first] = missing;
  if (!first) return text;
  const host = declarations.find((declaration) => canTake(declaration, missing));
  const isAlone = first.imported === '*' || first.imported === '';
  if (!host || isAlone) return withDeclaration(path, text, missing);
  const names = [
    ...host.names.filter((name) => !missing.some((other) => sameImport(name, other))),
    ...missing,
  ];
  const edits = new MagicString(text);
  edits.update(host.start, host.end, renderImport(names, styleOf(path, text)));
  return edits.toString();
}

function isEnough(present: ImportName, wanted: ImportName): boolean {
  return sameImport(present, wanted) && (!present.isType || wanted.isType);
}

function canTake(declaration: ImportDeclaration, names: readonly ImportName[]): boolean {
  if (declaration.source !== names[0]?.source || declaration.isSpecial || declaration.hasComments)
    return false;
  const main = declaration.names.find(({ imported }) => imported === 'default');
  if (main && (main.isType || names.some(({ imported }) => imported === 'default'))) return false;
  return declaration.names.every(({ imported }) => imported !== '*' && imported !== '');
}

/** Adds a declaration where it is sorted in, among those before the marker. */
function withDeclaration(path: string, text: string, names: readonly ImportName[]): string {
  const { markerLine } = markedList(path, text, IMPORTS);
  const source = names[0]?.source ?? '';
  const next = importDeclarations(path, text).find(
    (declaration) => declaration.start < markerLine && compareSources(declaration.source, source) > 0,
  );
  const at = next ? aboveComments(path, text, next.start) : markerLine;
  const edits = new MagicString(text);
  edits.appendRight(at, `${renderImport(names, styleOf(path, text))}${layoutOf(text).eol}`);
  return edits.toString();
}

/** Comments right above a declaration belong to it, but for those that open the file. */
function aboveComments(path: string, text: string, offset: number): number {
  const line = lineStart(text, offset);
  const above = parseSource(path, text).comments.find(({ end }) => /^\r?\n$/.test(text.slice(end, line)));
  if (!above || text.slice(0, above.start).trim() === '') return line;
  return isOnOwnLine(text, above.start) ? aboveComments(path, text, above.start) : line;
}

function isOnOwnLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === '';
}
