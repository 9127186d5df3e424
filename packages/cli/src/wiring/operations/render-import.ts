import { layoutOf } from '../tree/layout.ts';
import { type ImportName, importDeclarations } from './import-names.ts';
import { compareNaturally } from './import-order.ts';

/** How import declarations are written in a file. */
export interface ImportStyle {
  quote: string;
  semicolon: string;
  eol: string;
  step: string;
  /** Columns of a line, at most. */
  width: number;
}

const LINE_WIDTH = 110;

/** The style of the first import declaration of the file; without one, that of this project. */
export function styleOf(path: string, text: string): ImportStyle {
  const { eol, step } = layoutOf(text);
  const [first] = importDeclarations(path, text);
  const example = first ? text.slice(first.start, first.end) : "'';";
  return {
    quote: /['"];?$/.exec(example)?.[0][0] ?? "'",
    semicolon: example.endsWith(';') ? ';' : '',
    eol,
    step,
    width: LINE_WIDTH,
  };
}

/**
 * The declaration that brings these names of one source, as Biome writes it: names in natural order, on one line
 * when it fits, and otherwise a line for each.
 */
export function renderImport(names: readonly ImportName[], style: ImportStyle): string {
  const { quote, semicolon, eol, step } = style;
  const source = `${quote}${names[0]?.source ?? ''}${quote}${semicolon}`;
  const [first] = names;
  if (first?.imported === '') return `import ${source}`;
  const areTypes = names.every(({ isType }) => isType);
  const keyword = areTypes ? 'import type' : 'import';
  if (first?.imported === '*') return `${keyword} * as ${first.local} from ${source}`;
  const main = names.find(({ imported }) => imported === 'default')?.local;
  const inBraces = names
    .filter(({ imported }) => imported !== 'default')
    .sort((a, b) => compareNaturally(a.imported, b.imported))
    .map((name) => `${name.isType && !areTypes ? 'type ' : ''}${spelledName(name)}`);
  if (inBraces.length === 0) return `${keyword} ${main} from ${source}`;
  const head = main === undefined ? keyword : `${keyword} ${main},`;
  const line = `${head} { ${inBraces.join(', ')} } from ${source}`;
  if (line.length <= style.width) return line;
  return `${head} {${eol}${inBraces.map((name) => `${step}${name},${eol}`).join('')}} from ${source}`;
}

function spelledName({ imported, local }: ImportName): string {
  return imported === local ? imported : `${imported} as ${local}`;
}

/** Names as lines of declarations, one for each source, in the order of sources: how the lock file keeps them. */
export function renderNames(names: readonly ImportName[]): string[] {
  const style = { quote: "'", semicolon: ';', eol: '\n', step: '  ', width: Number.POSITIVE_INFINITY };
  return byDeclaration(names)
    .map((group) => renderImport(group, style))
    .sort();
}

/** Names that one declaration can bring: everything of a source, and effects alone, have one for themselves. */
export function byDeclaration(names: readonly ImportName[]): ImportName[][] {
  const groups = Map.groupBy(names, ({ source, imported, local }) =>
    imported === '*' || imported === '' ? `${source} ${local}` : source,
  );
  return [...groups.values()];
}
