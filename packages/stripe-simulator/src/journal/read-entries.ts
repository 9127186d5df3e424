import { readFileSync, truncateSync } from 'node:fs';
import { type Entry, entrySchema } from './entry.ts';
import { JournalError } from './journal-error.ts';

/** What a journal holds. */
export interface JournalContents {
  entries: Entry[];
  /** Bytes of a last line that was cut short, which belongs to a request that was never answered; they are removed. */
  droppedBytes: number;
}

/** @throws {JournalError} naming the line that is damaged */
export function readEntries(path: string): JournalContents {
  const bytes = bytesOf(path);
  const end = bytes.lastIndexOf('\n') + 1;
  const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
  const entries = lines.map((line, index) => entryOf(line, `${path}:${index + 1}`));
  const [first] = entries;
  if (first !== undefined && first.op !== 'begin')
    throw new JournalError(`${path} is no journal of the Stripe simulator: it does not begin as one.`);
  if (end < bytes.length) truncateSync(path, end);
  return { entries, droppedBytes: bytes.length - end };
}

function entryOf(line: string, place: string): Entry {
  const parsed = entrySchema.safeParse(jsonOf(line));
  if (parsed.success) return parsed.data;
  throw new JournalError(
    `${place} is damaged: it is no entry of the Stripe simulator's journal. What follows it builds upon it, so ` +
      'nothing was read. Put the file back from a copy; or move it away, together with the database that knows what ' +
      'it told of, to begin anew.',
  );
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
