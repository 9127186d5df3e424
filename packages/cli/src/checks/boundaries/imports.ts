import { parseSync, Visitor } from 'oxc-parser';

export interface ImportReference {
  specifier: string;
  line: number;
}

/**
 * Every module that a source file names: static, type-only, dynamic and re-exporting imports, `import()` types,
 * `require()` and `import.meta.resolve()`. A specifier that is computed cannot be known and is left out.
 *
 * @throws when the file does not parse.
 */
export function importsOf(file: string, source: string): ImportReference[] {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error) throw new Error(`${file} does not parse: ${error.message}`);

  const found: ImportReference[] = [];
  const add = (node: Literal | null | undefined) => {
    if (typeof node?.value === 'string')
      found.push({ specifier: node.value, line: lineAt(source, node.start) });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(asLiteral(node.source)),
    TSImportType: (node) => add(node.source),
    TSExternalModuleReference: (node) => add(node.expression),
    CallExpression: (node) => {
      if (namesModule(node.callee)) add(asLiteral(node.arguments[0]));
    },
  }).visit(program);
  return found;
}

interface Literal {
  value: unknown;
  start: number;
}

interface Node {
  type: string;
}

function asLiteral(node: Node | undefined): Literal | undefined {
  return node?.type === 'Literal' ? (node as Node & Literal) : undefined;
}

function namesModule(callee: Node & { name?: unknown; object?: Node; property?: unknown }): boolean {
  if (callee.type === 'Identifier') return callee.name === 'require';
  return callee.type === 'MemberExpression' && callee.object?.type === 'MetaProperty';
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}
