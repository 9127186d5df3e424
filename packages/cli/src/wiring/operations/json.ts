import { applyEdits, type FormattingOptions, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import { layoutOf } from '../tree/layout.ts';

type Path = (string | number)[];

/** @returns the text with a property of an object put in, where its name is sorted in. */
export function withProperty(text: string, path: readonly string[], name: string, value: string): string {
  return edited(text, [...path, name], value);
}

/** @returns the text without a property. */
export function withoutProperty(text: string, path: readonly string[], name: string): string {
  return hasProperty(text, path, name) ? edited(text, [...path, name], undefined) : text;
}

export function hasProperty(text: string, path: readonly string[], name: string): boolean {
  const root = parseTree(text);
  return root !== undefined && findNodeAtLocation(root, [...path, name]) !== undefined;
}

export function hasObject(text: string, path: readonly string[]): boolean {
  const root = parseTree(text);
  return root !== undefined && findNodeAtLocation(root, [...path])?.type === 'object';
}

/** @returns the text with a list of strings on one line where it fits, and else a line for each, as Biome does. */
export function withList(
  text: string,
  path: readonly string[],
  values: readonly string[],
  width: number,
): string {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, [...path]);
  if (!node) return edited(text, [...path], [...values]);
  const { eol } = layoutOf(text);
  const start = text.lastIndexOf('\n', node.offset) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  const end = text.slice(node.offset + node.length).startsWith(',') ? 1 : 0;
  const line = `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
  const fits = node.offset - start + line.length + end <= width;
  const step = formatting(text).insertSpaces ? '  ' : '\t';
  const members = values.map((value) => `${indent}${step}${JSON.stringify(value)}`).join(`,${eol}`);
  const list = fits ? line : `[${eol}${members}${eol}${indent}]`;
  return `${text.slice(0, node.offset)}${list}${text.slice(node.offset + node.length)}`;
}

function edited(text: string, path: Path, value: unknown): string {
  const [mark, body] = text.startsWith('\uFEFF') ? ['\uFEFF', text.slice(1)] : ['', text];
  const name = path.at(-1);
  const edits = modify(body, path, value, {
    formattingOptions: formatting(body),
    getInsertionIndex: (names) => {
      const next = names.findIndex((other) => other.localeCompare(String(name), 'en') > 0);
      return next === -1 ? names.length : next;
    },
  });
  return `${mark}${applyEdits(body, edits)}`;
}

function formatting(text: string): FormattingOptions {
  const { eol } = layoutOf(text);
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.length, eol };
}
