import type { LoggerService } from '@nestjs/common';
import type { Log } from '@quartet/platform/log';

/** Nest's own lines, in the service's log; what it says of its start is for debugging. */
export function nestLog(log: Log): LoggerService {
  const write =
    (level: 'debug' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...rest: unknown[]) =>
      log[level]({ nest: rest.at(-1) }, String(message));
  return {
    verbose: write('debug'),
    debug: write('debug'),
    log: write('debug'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}
