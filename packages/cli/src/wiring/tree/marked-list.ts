import type { Comment } from 'oxc-parser';
import { WiringError } from '../errors.ts';
import { isBlank, type Layout, layoutOf, lineNumber, lineStart } from './layout.ts';
import { shapeOf, shapeOfComment } from './shape.ts';
import { childrenOf, nodesIn, parseSource, type Syntax, type SyntaxNode } from './syntax.ts';

/** A member of a list, or a comment between members. */
export interface Item {
  /** Offset of its first character. */
  start: number;
  /** After its separator, where it has one. */
  end: number;
  /** Equal for items that a formatter could make of each other. */
  shape: string;
  /** What it declares: variables, functions, a key. */
  names: readonly string[];
  /** Its identifiers, texts and numbers, by which an edited item is recognised. */
  words: readonly string[];
  isComment: boolean;
}

/** The list of source that a marker stands in, up to the marker. */
export interface MarkedList {
  path: string;
  text: string;
  layout: Layout;
  /** Start of the marker's line. */
  markerLine: number;
  /** What stands before the marker on its line. */
  indent: string;
  items: readonly Item[];
  /** The items of other source, read as if it stood in the same kind of list. */
  itemsOf(source: string): readonly Item[];
  /** Whether members are separated by commas. */
  hasCommas: boolean;
}

/** Where members of a list are, by the type of its node, and what to write around a list of the same kind. */
const LISTS: Record<string, { members: string; open: string; close: string; hasCommas: boolean }> = {
  Program: { members: 'body', open: '', close: '', hasCommas: false },
  BlockStatement: { members: 'body', open: 'async function block() {', close: '}', hasCommas: false },
  FunctionBody: { members: 'body', open: 'async function block() {', close: '}', hasCommas: false },
  ClassBody: { members: 'body', open: 'class Block {', close: '}', hasCommas: false },
  TSInterfaceBody: { members: 'body', open: 'interface Block {', close: '}', hasCommas: false },
  TSTypeLiteral: { members: 'members', open: 'type Block = {', close: '};', hasCommas: false },
  ArrayExpression: { members: 'elements', open: '[', close: '];', hasCommas: true },
  ObjectExpression: { members: 'properties', open: '({', close: '});', hasCommas: true },
  CallExpression: { members: 'arguments', open: 'block(', close: ');', hasCommas: true },
  NewExpression: { members: 'arguments', open: 'block(', close: ');', hasCommas: true },
};

/**
 * Finds the marker and the list that it stands in.
 *
 * @throws {WiringError} when the marker is not there once, on a line of its own, in a list.
 */
export function markedList(path: string, text: string, marker: string): MarkedList {
  const syntax = parseSource(path, text);
  const comment = theMarker(path, text, marker, syntax);
  const markerLine = lineStart(text, comment.start);
  const indent = text.slice(markerLine, comment.start);
  const list = listAround(syntax.program, comment.start);
  const kind = list && LISTS[list.type];
  if (!list || !kind || !isBlank(indent))
    throw new WiringError(
      `${path}:${lineNumber(text, comment.start)} The marker "// ${spelled(marker)}" has to stand on a line of its own in a list of statements, elements, properties or arguments. Put it back there.`,
      { code: 'marker_misplaced' },
    );
  return {
    path,
    text,
    layout: layoutOf(text),
    markerLine,
    indent,
    items: itemsBefore(comment.start, { list, text, comments: syntax.comments }),
    itemsOf: (source) => itemsAlone(path, source, kind),
    hasCommas: kind.hasCommas,
  };
}

export function spelled(marker: string): string {
  return `<<<inject:${marker}>>>`;
}

/** The places of a marker that is not there exactly once say what to do. */
export function markerProblem(path: string, marker: string, lines: readonly number[], comment = '//') {
  const text = `${comment} ${spelled(marker)}`;
  if (lines.length === 0)
    return new WiringError(`${path} has no line "${text}". Put it back where the lines of modules end.`, {
      code: 'marker_missing',
    });
  return new WiringError(
    `${path} has the line "${text}" ${lines.length} times, in lines ${lines.join(', ')}. Keep the one where the lines of modules end.`,
    { code: 'marker_doubled' },
  );
}

function theMarker(path: string, text: string, marker: string, { comments }: Syntax): Comment {
  const found = comments.filter(({ type, value }) => type === 'Line' && value.trim() === spelled(marker));
  const [only] = found;
  if (only && found.length === 1) return only;
  throw markerProblem(
    path,
    marker,
    found.map(({ start }) => lineNumber(text, start)),
  );
}

/** The innermost node around the offset that holds a list, unless a node without one is further in. */
function listAround(node: SyntaxNode, offset: number): SyntaxNode | undefined {
  const inner = childrenOf(node).find(({ start, end }) => start < offset && offset < end);
  if (inner) return listAround(inner, offset);
  return LISTS[node.type] ? node : undefined;
}

function itemsAlone(path: string, source: string, kind: { open: string; close: string }): readonly Item[] {
  return markedList(path, `${kind.open}\n${source}\n// ${spelled('end')}\n${kind.close}\n`, 'end').items;
}

function itemsBefore(
  limit: number,
  { list, text, comments }: { list: SyntaxNode; text: string; comments: readonly Comment[] },
): Item[] {
  const members = nodesIn(list[LISTS[list.type]?.members ?? '']).filter(
    ({ type }) => type !== 'EmptyStatement',
  );
  const first = firstOffset(list);
  const between = comments.filter(
    ({ start, end }) =>
      start >= first && end <= limit && !members.some((member) => member.start < start && end <= member.end),
  );
  const items = members
    .filter(({ end }) => end <= limit)
    .map((member) => itemOf(member, text, comments))
    .concat(between.map(itemOfComment));
  return items.sort((a, b) => a.start - b.start);
}

/** What is called comes before the arguments. */
function firstOffset(list: SyntaxNode): number {
  const [callee] = list.type === 'CallExpression' || list.type === 'NewExpression' ? childrenOf(list) : [];
  return callee?.end ?? (list.type === 'Program' ? 0 : list.start);
}

function itemOf(member: SyntaxNode, text: string, comments: readonly Comment[]): Item {
  const within = comments.filter(({ start, end }) => member.start < start && end <= member.end);
  return {
    start: member.start,
    end: endWithSeparator(member.end, text),
    shape: shapeOf(member, within),
    names: declaredNames(member),
    words: wordsIn(text.slice(member.start, member.end)),
    isComment: false,
  };
}

function itemOfComment(comment: Comment): Item {
  const { start, end } = comment;
  return { start, end, shape: shapeOfComment(comment), names: [], words: [], isComment: true };
}

function endWithSeparator(end: number, text: string): number {
  const gap = /^\s*,/.exec(text.slice(end))?.[0];
  return end + (gap?.length ?? 0);
}

function declaredNames(node: SyntaxNode): string[] {
  const declaration = node.type.startsWith('Export') && node.declaration ? node.declaration : node;
  const { declarations, id, key } = Object(declaration);
  const named = nodesIn(declarations).map((each) => each.id);
  return [...named, id, key].flatMap((each) => {
    const name: unknown = Object(each).name;
    return typeof name === 'string' ? [name] : [];
  });
}

export function wordsIn(source: string): string[] {
  return source.match(/[\p{L}\p{N}_$]+/gu) ?? [];
}
