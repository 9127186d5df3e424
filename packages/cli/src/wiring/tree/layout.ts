/** How a file is laid out, so that what is written into it looks like the rest. */
export interface Layout {
  eol: '\n' | '\r\n';
  /** One step of indentation. */
  step: string;
}

const BLOCK_STEP = '  ';

export function layoutOf(text: string): Layout {
  const eol = /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
  return { eol, step: /^\t/m.test(text) ? '\t' : BLOCK_STEP };
}

/** Lines of a block as they stand in a file: behind this indentation, each ended by the file's line end. */
export function indented(lines: readonly string[], indent: string, { eol, step }: Layout): string {
  return lines.map((line) => (line === '' ? eol : `${indent}${withStep(line, step)}${eol}`)).join('');
}

/** The reverse: lines of a file without the indentation of their marker. */
export function dedented(text: string, indent: string, { step }: Layout): string[] {
  return text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
    .map((line) =>
      step === BLOCK_STEP ? line : line.replace(/^\t+/, (tabs) => BLOCK_STEP.repeat(tabs.length)),
    );
}

/** After the line end before it, or after a byte order mark. */
export function lineStart(text: string, offset: number): number {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  return start === 0 && text.startsWith('\uFEFF') ? 1 : start;
}

/** After the line end; the end of the text for its last line. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

export function lineNumber(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}

function withStep(line: string, step: string): string {
  if (step === BLOCK_STEP) return line;
  return line.replace(/^( {2})+/, (spaces) => step.repeat(spaces.length / BLOCK_STEP.length));
}
