import { type Comment, parseSync } from 'oxc-parser';
import { WiringError } from '../errors.ts';
import { lineNumber } from './layout.ts';

export interface SyntaxNode {
  type: string;
  /** Offset of the first character, in UTF-16 units. */
  start: number;
  end: number;
  [field: string]: unknown;
}

export interface Syntax {
  program: SyntaxNode;
  comments: readonly Comment[];
}

/** @throws {WiringError} with the line, when the text is no TypeScript. */
export function parseSource(path: string, text: string): Syntax {
  const { program, comments, errors } = parseSync(path, text, {
    preserveParens: false,
    sourceType: 'module',
  });
  const [error] = errors;
  if (error) {
    const line = lineNumber(text, error.labels[0]?.start ?? 0);
    throw new WiringError(`${path}:${line} does not parse: ${error.message}`, { code: 'does_not_parse' });
  }
  if (!isNode(program)) throw new TypeError(`oxc-parser gave no program for ${path}`);
  return { program, comments };
}

/** The nodes right below this one, in the order of their fields. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode));
}

export function nodesIn(value: unknown): SyntaxNode[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function isNode(value: unknown): value is SyntaxNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value &&
    typeof value.start === 'number'
  );
}

/** The node itself and everything below it. */
export function* descendants(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const child of childrenOf(node)) yield* descendants(child);
}
