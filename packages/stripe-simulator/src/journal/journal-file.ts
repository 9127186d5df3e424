import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Entry, entrySchema } from './entry.ts';

/** A file of entries, one a line. */
export interface Journal {
  /** What the file held when it was opened. */
  entries: readonly Entry[];
  seed: string;
  /** Written when this returns: what was answered afterwards survives the end of the process. */
  append(entry: Entry): void;
  close(): void;
}

/**
 * Opens or begins the journal at `path`, readable by its owner alone. A last line that was cut short belongs to
 * a request that was never answered; it is removed.
 *
 * @param seed of a new journal; one that exists keeps its own.
 */
export function openJournal(path: string, seed: string): Journal {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const entries = readEntries(path);
  const file = openSync(path, 'a', 0o600);
  const append = (entry: Entry) => void writeSync(file, `${JSON.stringify(entry)}\n`);
  const [first] = entries;
  if (first === undefined) append({ op: 'begin', seed });
  else if (first.op !== 'begin') throw new Error(`${path} is no journal of the Stripe simulator.`);
  return { entries, seed: first?.op === 'begin' ? first.seed : seed, append, close: () => closeSync(file) };
}

function readEntries(path: string): Entry[] {
  const bytes = bytesOf(path);
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) truncateSync(path, end);
  const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
  return lines.map((line) => entrySchema.parse(JSON.parse(line)));
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
