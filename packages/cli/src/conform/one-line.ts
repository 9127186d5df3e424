import { stripVTControlCharacters } from 'node:util';

/** A whole answer may stand in a reason. */
const MAX_LENGTH = 500;

/** A text that a service had a part in, as one line: it moves no cursor and sets no title of a terminal. */
export function oneLine(text: string): string {
  const line = stripVTControlCharacters(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\p{Cc}/gu, '');
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH).toWellFormed()}…` : line;
}
