import type { LoggerService } from '@nestjs/common';
import type { Log } from '@quartet/platform/log';

/**
 * Nest's own lines, in the service's log; what it says of its start is for debugging. Of an error the log decides
 * what may be written: a driver puts the values of a statement into its message.
 */
export function nestLog(log: Log): LoggerService {
  const write =
    (level: 'debug' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...rest: unknown[]) => {
      const origin = originOf(rest);
      if (message instanceof Error) log[level]({ ...origin, err: message }, 'An error, told by NestJS.');
      else log[level](origin, String(message));
    };
  return {
    verbose: write('debug'),
    debug: write('debug'),
    log: write('debug'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}

/** After the message comes perhaps a stack, then perhaps the name of who logs; what is left out may be undefined. */
function originOf(rest: readonly unknown[]): { nest?: string; stack?: string } {
  const texts = rest.filter((part) => typeof part === 'string');
  const stack = texts.find((text) => /\n\s+at /.test(text));
  const nest = texts.findLast((text) => text !== stack);
  return { ...(nest !== undefined && { nest }), ...(stack !== undefined && { stack }) };
}
