import { styleText } from 'node:util';
import pretty from 'pino-pretty';

/** Turns a line of a process into what a reader sees, without the final line break. */
export type LogFormat = (source: string, line: string) => string;

const COLORS = ['cyan', 'magenta', 'green', 'yellow', 'blue', 'red'] as const;

/** Readable lines for a person: the name of the process in its own colour, then time, level and message. */
export function readableFormat(sources: readonly string[], { colors }: { colors: boolean }): LogFormat {
  const readable = pretty.prettyFactory({
    colorize: colors,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname,name,service',
    singleLine: true,
  });
  const width = Math.max(...sources.map((source) => source.length), 0);
  const prefixes = new Map(sources.map((source, index) => [source, prefixOf(source, width, index, colors)]));

  return (source, line) => {
    const prefix = prefixes.get(source) ?? prefixOf(source, width, sources.length, colors);
    const text = isLogRecord(line) ? readable(line).trimEnd() : line;
    return text
      .split('\n')
      .map((part) => `${prefix} ${part}`)
      .join('\n');
  };
}

/** Lines for a log collector: JSON untouched, anything else marked with the process it came from. */
export const collectorFormat: LogFormat = (source, line) =>
  looksLikeJson(line) ? line : `${source} | ${line}`;

function prefixOf(source: string, width: number, index: number, colors: boolean): string {
  const text = `${source.padEnd(width)} |`;
  const color = COLORS[index % COLORS.length] ?? 'cyan';
  return colors ? styleText(color, text, { validateStream: false }) : text;
}

function looksLikeJson(line: string): boolean {
  return line.startsWith('{') && line.endsWith('}');
}

function isLogRecord(line: string): boolean {
  if (!looksLikeJson(line)) return false;
  try {
    return JSON.parse(line).level !== undefined;
  } catch {
    return false;
  }
}
