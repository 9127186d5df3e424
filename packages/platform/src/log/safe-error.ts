import { isDomainError } from '../errors/index.ts';

/** An error as it may be logged. */
export interface LoggedError {
  type: string;
  message: string;
  stack: string;
  /** SQLSTATE, or the code of a system or domain error. */
  code?: string;
  constraint?: string;
  table?: string;
  cause?: LoggedError;
}

/** Causes deeper than this say nothing new, and a cycle must end. */
const MAX_CAUSES = 5;

/**
 * What a log may hold of an error: its kind and its place, not the data that it was about. Drizzle puts the
 * parameters of a statement into its message, and PostgreSQL the values of a row into `detail`: addresses, names
 * and hashes of people (OWASP ASVS 5, 16.2.5).
 */
export function safeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error', stack: '' };
  const { code, constraint, table } = error as { code?: unknown; constraint?: unknown; table?: unknown };
  const named = isDomainError(error) ? error.definition.code : code;
  return {
    type: error.name,
    message: withoutParameters(error.message),
    stack: framesOf(error),
    ...(typeof named === 'string' && { code: named }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(typeof table === 'string' && { table }),
    ...(error.cause !== undefined && depth < MAX_CAUSES && { cause: safeError(error.cause, depth + 1) }),
  };
}

function withoutParameters(message: string): string {
  return message.split('\nparams:', 1)[0] ?? '';
}

/** The frames alone: the stack begins with the message. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}
