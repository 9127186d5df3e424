import { defineErrors } from './domain-error.ts';

/** Errors that any route may answer, whatever module it belongs to. */
export const commonErrors = defineErrors({
  malformedRequest: { kind: 'malformed', code: 'malformed_request', title: 'The request could not be read.' },
  invalidRequest: { kind: 'invalid', code: 'invalid_request', title: 'Some fields are not valid.' },
  unauthenticated: { kind: 'unauthenticated', code: 'unauthenticated', title: 'Sign in to do this.' },
  invalidToken: { kind: 'unauthenticated', code: 'invalid_token', title: 'The access token is not valid.' },
  forbidden: { kind: 'forbidden', code: 'forbidden', title: 'Your role does not allow this.' },
  insufficientScope: {
    kind: 'forbidden',
    code: 'insufficient_scope',
    title: 'An API key of its scopes may not do this.',
  },
  crossOrigin: { kind: 'forbidden', code: 'cross_origin', title: 'A request from another site was refused.' },
  entitlementRequired: {
    kind: 'forbidden',
    code: 'entitlement_required',
    title: 'The plan does not include this.',
  },
  notFound: { kind: 'not_found', code: 'not_found', title: 'There is no such resource.' },
  bodyTooLarge: { kind: 'too_large', code: 'body_too_large', title: 'The request body is too large.' },
  unsupportedMediaType: {
    kind: 'unsupported_media_type',
    code: 'unsupported_media_type',
    title: 'Send the body as application/json.',
  },
  tooManyRequests: {
    kind: 'too_many_requests',
    code: 'too_many_requests',
    title: 'Too many requests; slow down.',
  },
  unavailable: { kind: 'unavailable', code: 'unavailable', title: 'The service is busy; try again shortly.' },
  internalError: { kind: 'internal', code: 'internal_error', title: 'Something went wrong on our side.' },
  idempotencyKeyReused: {
    kind: 'conflict',
    code: 'idempotency_key_reused',
    title: 'This Idempotency-Key was used with another request.',
  },
  idempotencyInProgress: {
    kind: 'conflict',
    code: 'idempotency_in_progress',
    title: 'A request with this Idempotency-Key is still being processed.',
  },
  idempotencyAnswerLost: {
    kind: 'conflict',
    code: 'idempotency_answer_lost',
    title:
      'This request was carried out, but its answer was lost; look at the result instead of repeating it.',
  },
});
