import type { z } from 'zod';
import { commonErrors, type FieldError } from '../errors/index.ts';
import type { BodyOf, ParamsOf, QueryOf, Route } from './route.ts';

/** Deeper JSON than any contract declares; a limit keeps recursion over a hostile body bounded. */
const MAX_DEPTH = 32;
/** Enough to mend a form; a hostile body must not buy a long answer. */
const MAX_FIELD_ERRORS = 50;

export interface ParsedInput<R extends Route> {
  query: QueryOf<R>;
  body: BodyOf<R>;
}

/**
 * Parses the path parameters of a request by its contract.
 *
 * @throws `not_found` for one that cannot name anything
 */
export function parseParams<R extends Route>(route: R, raw: unknown): ParamsOf<R> {
  const params = parsePart(route.params, raw, 'params');
  if (params.errors.length > 0) throw commonErrors.notFound();
  return params.value as ParamsOf<R>;
}

/**
 * Parses the query and the body of a request by its contract.
 *
 * Text that PostgreSQL cannot store (NUL, lone surrogates) is refused here, once, for every field.
 *
 * @throws `invalid_request` with the fields at fault
 */
export function parseInput<R extends Route>(
  route: R,
  raw: { query: unknown; body: unknown },
): ParsedInput<R> {
  const query = parsePart(route.query, raw.query, 'query');
  const body = parsePart(route.body, raw.body ?? {}, 'body');
  const errors = [...query.errors, ...body.errors];
  if (errors.length > 0) throw commonErrors.invalidRequest({ errors: errors.slice(0, MAX_FIELD_ERRORS) });
  return { query: query.value, body: body.value } as ParsedInput<R>;
}

function parsePart(
  schema: z.ZodType | undefined,
  value: unknown,
  part: string,
): { value: unknown; errors: FieldError[] } {
  if (schema === undefined) return { value: undefined, errors: [] };
  const unstorable = findUnstorableText(value, part, 0);
  if (unstorable !== undefined) return { value: undefined, errors: [unstorable] };
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data, errors: [] };
  return { value: undefined, errors: parsed.error.issues.map((issue) => fieldError(part, issue)) };
}

function findUnstorableText(value: unknown, path: string, depth: number): FieldError | undefined {
  if (depth > MAX_DEPTH) return { path, message: 'is nested too deeply' };
  if (typeof value === 'string')
    return isStorable(value) ? undefined : { path, message: 'holds characters that cannot be stored' };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    const found = isStorable(key)
      ? findUnstorableText(child, `${path}.${clip(key)}`, depth + 1)
      : { path, message: 'has a key that cannot be stored' };
    if (found !== undefined) return found;
  }
  return undefined;
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

function fieldError(part: string, issue: z.core.$ZodIssue): FieldError {
  const path = [part, ...issue.path.map((key) => clip(String(key)))].join('.');
  return { path, message: clip(issue.message, 300) };
}

function clip(text: string, length = 64): string {
  return text.length > length ? `${text.slice(0, length)}…`.toWellFormed() : text;
}
