import { createHash } from 'node:crypto';
import type { Comment } from 'oxc-parser';
import { isNode, type SyntaxNode } from './syntax.ts';

const POSITIONS = new Set(['type', 'start', 'end', 'range', 'loc', 'parent']);

/**
 * What a piece of source means, without how it is laid out: two pieces have the same shape when a formatter, of
 * whatever settings, can make one of the other. Quotes, parentheses, semicolons, trailing commas and positions
 * are gone; comments count, without their white space.
 */
export function shapeOf(node: SyntaxNode, comments: readonly Comment[]): string {
  return JSON.stringify([shapeOfValue(node), ...comments.map(({ value }) => withoutLayout(value))]);
}

export function shapeOfComment({ value }: Comment): string {
  return `// ${withoutLayout(value)}`;
}

export function hashOf(shapes: readonly string[]): string {
  return `sha256-${createHash('sha256').update(JSON.stringify(shapes)).digest('base64')}`;
}

function shapeOfValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((each) => !isEmptyStatement(each)).map(shapeOfValue);
  if (!isNode(value))
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : shapeOfFields(value);
  if (value.type === 'Literal') return shapeOfLiteral(value);
  const shape: Record<string, unknown> = { type: value.type };
  for (const [field, content] of Object.entries(value)) {
    if (POSITIONS.has(field) || content === null || content === false) continue;
    shape[field] = field === 'key' && value.computed !== true ? nameOfKey(content) : shapeOfValue(content);
  }
  return shape;
}

function shapeOfFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, content]) => [field, shapeOfValue(content)]));
}

/** The spelling of a string is layout; a big integer and a pattern have no value that JSON knows. */
function shapeOfLiteral({ value, bigint, regex }: SyntaxNode): unknown {
  if (typeof bigint === 'string') return { bigint };
  return regex ? { regex } : { value };
}

/** `'a'` and `a` are the same key; formatters put and take the quotes. */
function nameOfKey(key: unknown): unknown {
  if (!isNode(key)) return key;
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : shapeOfValue(key);
}

function isEmptyStatement(value: unknown): boolean {
  return isNode(value) && value.type === 'EmptyStatement';
}

function withoutLayout(comment: string): string {
  return comment.replaceAll(/[\s*]+/g, ' ').trim();
}
