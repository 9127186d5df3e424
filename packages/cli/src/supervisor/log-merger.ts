import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { linesOf } from './lines.ts';
import type { LogFormat } from './log-format.ts';

export interface LogMerger {
  /** Follows a stream until it ends. */
  follow(source: string, stream: Readable): void;
  /** Writes one line as if `source` had written it. */
  line(source: string, line: string): void;
  /** Waits until the followed streams have ended and their lines are written, at most `withinMs`. */
  flushed(withinMs: number): Promise<void>;
}

/**
 * Merges the output of several processes into one stream of whole lines. A slow output slows the
 * processes down (their pipes fill) instead of filling this process's memory.
 */
export function createLogMerger(output: Writable, format: LogFormat): LogMerger {
  const following = new Set<Promise<void>>();

  return {
    follow(source, stream) {
      const copy = copyLines(source, stream).finally(() => following.delete(copy));
      following.add(copy);
    },
    line(source, line) {
      output.write(`${format(source, line)}\n`);
    },
    async flushed(withinMs) {
      await Promise.race([Promise.all(following), sleep(withinMs, undefined, { ref: false })]);
    },
  };

  async function copyLines(source: string, stream: Readable): Promise<void> {
    for await (const lines of linesOf(stream)) {
      const text = lines.map((line) => `${format(source, line)}\n`).join('');
      await written(output, text);
    }
  }
}

/** A failed write settles too: the process listens for errors of its output where it can react to them. */
function written(output: Writable, text: string): Promise<void> {
  return new Promise((resolve) => output.write(text, () => resolve()));
}
