import { z } from 'zod';
import { commonErrors, type DomainError, type ErrorDefinition, isDomainError } from '../errors/index.ts';

/** Status codes of RFC 9110 and RFC 6585 for each kind of error. */
const statusOfKind: Record<ErrorDefinition['kind'], number> = {
  malformed: 400,
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  unavailable: 503,
  internal: 500,
};

/** The body of every error answer: RFC 9457, with a stable `code` and the request's id. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  code: z.string(),
  request_id: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

export type Problem = z.infer<typeof problemSchema>;

export interface ProblemAnswer {
  status: number;
  headers: Record<string, string>;
  body: Problem;
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

export function statusOf(definition: ErrorDefinition): number {
  return statusOfKind[definition.kind];
}

/** The answer to an error. Whatever is not a {@link DomainError} is answered as 500 and tells nothing. */
export function problemOf(error: unknown, requestId: string): ProblemAnswer {
  const known = isDomainError(error) ? error : commonErrors.internalError();
  const status = statusOf(known.definition);
  return { status, headers: headersOf(known), body: bodyOf(known, status, requestId) };
}

function headersOf(error: DomainError): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': PROBLEM_CONTENT_TYPE,
    'cache-control': 'no-store',
  };
  if (error.retryAfterSeconds !== undefined)
    headers['retry-after'] = String(Math.ceil(error.retryAfterSeconds));
  const challenge = challengeFor(error);
  if (challenge !== undefined) headers['www-authenticate'] = challenge;
  return headers;
}

/** RFC 6750, section 3.1: what is wrong with a token is named only where one was sent. */
function challengeFor({ definition }: DomainError): string | undefined {
  if (definition.code === commonErrors.invalidToken.code) return 'Bearer error="invalid_token"';
  if (definition.code === commonErrors.insufficientScope.code) return 'Bearer error="insufficient_scope"';
  return definition.kind === 'unauthenticated' ? 'Bearer' : undefined;
}

function bodyOf(error: DomainError, status: number, requestId: string): Problem {
  return {
    type: `urn:quartet:problem:${error.definition.code}`,
    title: error.definition.title,
    status,
    ...(error.detail !== undefined && { detail: error.detail }),
    code: error.definition.code,
    request_id: requestId,
    ...(error.errors !== undefined && { errors: error.errors }),
  };
}
