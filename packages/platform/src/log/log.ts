import pino from 'pino';
import { safeError } from './safe-error.ts';

/** Structured log, one JSON object a line on standard output. */
export type Log = pino.Logger;

/** Wherever these stand in a logged object, their values are replaced: a log is read by many. */
const SECRET_PATHS = [
  'password',
  'token',
  'access_token',
  'refresh_token',
  'authorization',
  'cookie',
  'set-cookie',
  'client_secret',
];

/** Under load a write for each line would cost more than the line; a lone line waits this long at most. */
const WRITTEN_AT_ONCE_BYTES = 8_192;
const WRITTEN_EVERY_MS = 100;

export interface LogOptions {
  service: string;
  level: string;
  destination?: pino.DestinationStream;
}

/** The log of one process. */
export function createLog(options: LogOptions): Log {
  return pino(
    {
      level: options.level,
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error) => safeError(error) },
      redact: { paths: SECRET_PATHS.flatMap((name) => paths(name)), censor: '[redacted]' },
    },
    options.destination ??
      pino.destination({ sync: false, minLength: WRITTEN_AT_ONCE_BYTES, periodicFlush: WRITTEN_EVERY_MS }),
  );
}

function paths(name: string): string[] {
  const key = `["${name}"]`;
  return [key, `*${key}`, `*.*${key}`];
}
