import { nodesIn, parseSource, type SyntaxNode } from '../tree/syntax.ts';

/** One name that an import declaration brings. */
export interface ImportName {
  source: string;
  /** As exported there; `default`, `*` for everything, empty for an import of effects alone. */
  imported: string;
  /** As it is called here. */
  local: string;
  isType: boolean;
}

export interface ImportDeclaration {
  source: string;
  names: ImportName[];
  /** Offsets of the declaration. */
  start: number;
  end: number;
  /** With attributes, such as `with { type: 'json' }`: not for other names. */
  isSpecial: boolean;
}

/** The import declarations of a source, in their order. */
export function importDeclarations(path: string, text: string): ImportDeclaration[] {
  const body = nodesIn(parseSource(path, text).program.body);
  return body.filter(({ type }) => type === 'ImportDeclaration').map(declarationOf);
}

/** The names that lines of import declarations bring. */
export function importNames(path: string, lines: readonly string[]): ImportName[] {
  return importDeclarations(path, lines.join('\n')).flatMap(({ names }) => names);
}

export function sameImport(a: ImportName, b: ImportName): boolean {
  return a.source === b.source && a.imported === b.imported && a.local === b.local;
}

function declarationOf(node: SyntaxNode): ImportDeclaration {
  const source = String(Object(node.source).value);
  const isTypeOnly = node.importKind === 'type';
  const specifiers = nodesIn(node.specifiers).map((specifier) => ({
    source,
    imported: importedName(specifier),
    local: String(Object(specifier.local).name),
    isType: isTypeOnly || specifier.importKind === 'type',
  }));
  const effects = { source, imported: '', local: '', isType: false };
  return {
    source,
    names: specifiers.length === 0 ? [effects] : specifiers,
    start: node.start,
    end: node.end,
    isSpecial: nodesIn(node.attributes).length > 0,
  };
}

function importedName(specifier: SyntaxNode): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  const { name, value } = Object(specifier.imported);
  return String(name ?? value);
}
