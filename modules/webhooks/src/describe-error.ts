import { DrizzleQueryError } from 'drizzle-orm';

const MESSAGE_LENGTH = 1_000;

/** What an operator sees of a failure. Drizzle's own message would show the parameters of the statement. */
export function describeError(error: unknown): { name: string; message: string } {
  if (error instanceof DrizzleQueryError && error.cause !== undefined) return describeError(error.cause);
  const { name, message } = error instanceof Error ? error : { name: typeof error, message: String(error) };
  return { name: storable(name), message: storable(message) };
}

/** Text in PostgreSQL holds no NUL, and UTF-8 no lone surrogates. */
function storable(text: string): string {
  return text.slice(0, MESSAGE_LENGTH).toWellFormed().replaceAll('\u0000', '');
}
