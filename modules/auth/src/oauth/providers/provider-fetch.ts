import type { CustomFetch, CustomFetchOptions } from 'openid-client';
import { oauthErrors } from '../errors.ts';

/** Seconds that a provider may take for one answer: a person is waiting. */
export const PROVIDER_TIMEOUT_SECONDS = 10;

/** A restart of theirs takes about as long. */
export const RETRY_AFTER_SECONDS = 5;

/**
 * Tells a provider that is away, or too busy, from one that refuses: the first is worth another try.
 *
 * @throws `provider_unavailable`
 */
export const providerFetch: CustomFetch = async (url, options) => {
  const response = await reach(url, options);
  if (response.status < 500 && response.status !== 429) return response;
  await response.body?.cancel();
  throw oauthErrors.providerUnavailable({ retryAfterSeconds: RETRY_AFTER_SECONDS });
};

async function reach(url: string, { body, signal, ...options }: CustomFetchOptions): Promise<Response> {
  try {
    return await fetch(url, { ...options, body: body ?? null, signal: signal ?? null });
  } catch (error) {
    throw oauthErrors.providerUnavailable({ retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
  }
}
