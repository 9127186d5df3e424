import { createLog, type Log } from '@quartet/platform/log';

export interface RecordedLog {
  log: Log;
  /** Everything that was written, as it was written. */
  text(): string;
}

/** A log of the finest level, with the redaction of the real one, that stays in memory. */
export function recordedLog(service: string): RecordedLog {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { log: createLog({ service, level: 'trace', destination }), text: () => lines.join('') };
}
