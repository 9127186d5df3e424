import { isDomainError } from '@quartet/platform/errors';
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { z } from 'zod';
import { oauthErrors } from '../errors.ts';
import { RETRY_AFTER_SECONDS } from './provider-fetch.ts';

/** RFC 6749, section 4.1.2.1: what a provider that cannot answer now says in a redirect. */
const BUSY = ['server_error', 'temporarily_unavailable'];

/** What the client library threw, as one of our errors; a defect stays as it is. */
export function providerRefusal(error: unknown): unknown {
  if (isDomainError(error)) return error;
  if (error instanceof AuthorizationResponseError) return refusalByProvider(error);
  if (error instanceof ClientError) {
    // The library wraps what our own fetch throws.
    if (isDomainError(error.cause)) return error.cause;
    if (error.code === 'OAUTH_TIMEOUT')
      return oauthErrors.providerUnavailable({ retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
  }
  return isOfTheAnswer(error) ? oauthErrors.providerAnswerInvalid({ cause: error }) : error;
}

function refusalByProvider(error: AuthorizationResponseError): unknown {
  if (error.error === 'access_denied') return oauthErrors.signInDeclined();
  if (BUSY.includes(error.error))
    return oauthErrors.providerUnavailable({ retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
  return oauthErrors.providerAnswerInvalid({ cause: error });
}

function isOfTheAnswer(error: unknown): boolean {
  return [ClientError, ResponseBodyError, WWWAuthenticateChallengeError, z.ZodError].some(
    (kind) => error instanceof kind,
  );
}
