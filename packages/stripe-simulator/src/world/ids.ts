import { createHash } from 'node:crypto';

/** Ids and chances that are the same in every run with the same seed and the same order of calls. */
export interface Ids {
  /** The next id of this kind, such as `cus_` and 24 letters and digits. */
  next(prefix: string): string;
  /** The next number of this series, from 0 up to, not including, 1. */
  chance(series: string): number;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 24;

/** Every prefix counts for itself, so that one more customer does not change the ids of subscriptions. */
export function createIds(seed: string): Ids {
  const counts = new Map<string, number>();
  const draw = (series: string): Buffer => {
    const count = (counts.get(series) ?? 0) + 1;
    counts.set(series, count);
    return createHash('sha256').update(`${seed}:${series}:${count}`).digest();
  };
  return {
    next: (prefix) => `${prefix}_${letters(draw(prefix))}`,
    chance: (series) => draw(`chance ${series}`).readUInt32BE() / 2 ** 32,
  };
}

function letters(bytes: Buffer): string {
  return Array.from(bytes.subarray(0, ID_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
