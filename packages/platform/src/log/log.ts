import pino from 'pino';

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
      redact: { paths: SECRET_PATHS.flatMap((name) => paths(name)), censor: '[redacted]' },
    },
    options.destination ?? pino.destination({ sync: false }),
  );
}

function paths(name: string): string[] {
  const key = `["${name}"]`;
  return [key, `*${key}`, `*.*${key}`];
}
