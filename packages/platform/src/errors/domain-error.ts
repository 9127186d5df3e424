/**
 * What went wrong, in the words of the domain. The edge turns a kind into an HTTP status in one
 * place ({@link ../contract/problem.ts}); a core never speaks of HTTP.
 */
export type ErrorKind =
  | 'malformed'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'too_large'
  | 'unsupported_media_type'
  | 'too_many_requests'
  | 'unavailable'
  | 'internal';

/** A field that did not fit: `path` in dots from the body, query or path parameters. */
export interface FieldError {
  path: string;
  message: string;
}

interface Circumstances {
  /** A sentence for people about this occurrence; the title stands when it is left out. */
  detail?: string;
  /** The fields at fault, for `invalid`. */
  errors?: FieldError[];
  /** Seconds after which a retry can succeed, sent as `Retry-After`. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** One entry of a module's error catalogue; calling it makes the error to throw. */
export interface ErrorDefinition {
  readonly kind: ErrorKind;
  /** Stable, snake_case, part of the API contract. */
  readonly code: string;
  readonly title: string;
  (circumstances?: Circumstances): DomainError;
}

/** An expected refusal. Anything else that is thrown is a defect and is answered as 500. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly definition: ErrorDefinition;
  readonly detail: string | undefined;
  readonly errors: FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(definition: ErrorDefinition, circumstances: Circumstances) {
    super(circumstances.detail ?? definition.title, { cause: circumstances.cause });
    this.definition = definition;
    this.detail = circumstances.detail;
    this.errors = circumstances.errors;
    this.retryAfterSeconds = circumstances.retryAfterSeconds;
  }
}

/**
 * Declares a module's catalogue of errors.
 *
 * @example
 * const teamErrors = defineErrors({
 *   lastOwner: { kind: 'conflict', code: 'last_owner', title: 'A team keeps at least one owner.' },
 * });
 * throw teamErrors.lastOwner();
 */
export function defineErrors<
  const Names extends Record<string, { kind: ErrorKind; code: string; title: string }>,
>(catalogue: Names): { readonly [Name in keyof Names]: ErrorDefinition } {
  const entries = Object.entries(catalogue).map(([name, entry]) => [name, defineError(entry)]);
  return Object.fromEntries(entries);
}

/** True for an error made from `definition`, or from any definition when none is given. */
export function isDomainError(error: unknown, definition?: ErrorDefinition): error is DomainError {
  return (
    error instanceof DomainError && (definition === undefined || error.definition.code === definition.code)
  );
}

function defineError(entry: { kind: ErrorKind; code: string; title: string }): ErrorDefinition {
  const define = (circumstances: Circumstances = {}) => new DomainError(definition, circumstances);
  const definition: ErrorDefinition = Object.assign(define, entry);
  return definition;
}
