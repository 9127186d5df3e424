import { createLog, type Log } from '@quartet/platform/log';
import { collectorFormat, readableFormat } from '../supervisor/log-format.ts';
import { createLogMerger, type LogMerger } from '../supervisor/log-merger.ts';

/** Everything that the command and what it runs write. */
export interface Output extends AsyncDisposable {
  /** Merges into the standard output. */
  logs: LogMerger;
  /** Merges into the standard error. */
  errors: LogMerger;
  /** The log of the command itself. */
  log: Log;
  /** Something for a person, such as the table; in production it leaves the standard output to JSON. */
  announce(text: string): void;
}

const FLUSH_MS = 300;
const OWN_NAME = 'quartet';

export function openOutput(
  sources: readonly string[],
  options: { production: boolean; logLevel: string },
): Output {
  const formatFor = (stream: NodeJS.WriteStream) =>
    options.production
      ? collectorFormat
      : readableFormat([...sources, OWN_NAME], { colors: hasColors(stream) });
  const logs = createLogMerger(process.stdout, formatFor(process.stdout));
  const errors = createLogMerger(process.stderr, formatFor(process.stderr));
  const destination = { write: (line: string) => logs.line(OWN_NAME, line.trimEnd()) };

  return {
    logs,
    errors,
    log: createLog({ service: OWN_NAME, level: options.logLevel, destination }),
    announce: (text) => void (options.production ? process.stderr : process.stdout).write(`${text}\n`),
    async [Symbol.asyncDispose]() {
      await Promise.all([logs.flushed(FLUSH_MS), errors.flushed(FLUSH_MS)]);
    },
  };
}

/** Follows NO_COLOR, FORCE_COLOR and whether a terminal reads. */
function hasColors(stream: NodeJS.WriteStream): boolean {
  if (process.env.NO_COLOR) return false;
  return Boolean(process.env.FORCE_COLOR) || stream.isTTY === true;
}
