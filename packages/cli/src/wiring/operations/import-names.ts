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

/** Offsets. */
export interface Range {
  start: number;
  end: number;
}

export interface ImportDeclaration extends Range {
  source: string;
  names: (ImportName & { range: Range })[];
  /** With comments inside, which writing it anew would lose. */
  hasComments: boolean;
  /** With attributes, such as `with { type: 'json' }`: not for other names. */
  isSpecial: boolean;
}

/** The import declarations of a source, in their order. */
export function importDeclarations(path: string, text: string): ImportDeclaration[] {
  const { program, comments } = parseSource(path, text);
  return nodesIn(program.body)
    .filter(({ type }) => type === 'ImportDeclaration')
    .map((node) => ({
      ...declarationOf(node),
      hasComments: comments.some(({ start, end }) => node.start < start && end <= node.end),
    }));
}

/** The names that lines of import declarations bring. */
export function importNames(path: string, lines: readonly string[]): ImportName[] {
  return importDeclarations(path, lines.join('\n')).flatMap(({ names }) =>
    names.map(({ range: _range, ...name }) => name),
  );
}

export function sameImport(a: ImportName, b: ImportName): boolean {
  return a.source === b.source && a.imported === b.imported && a.local === b.local;
}

function declarationOf(node: SyntaxNode): Omit<ImportDeclaration, 'hasComments'> {
  const source = String(Object(node.source).value);
  const isTypeOnly = node.importKind === 'type';
  const specifiers = nodesIn(node.specifiers).map((specifier) => ({
    source,
    imported: importedName(specifier),
    local: String(Object(specifier.local).name),
    isType: isTypeOnly || specifier.importKind === 'type',
    range: { start: specifier.start, end: specifier.end },
  }));
  const effects = {
    source,
    imported: '',
    local: '',
    isType: false,
    range: { start: node.start, end: node.end },
  };
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
