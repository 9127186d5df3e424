import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../world/api-error.ts';
import type { RawParams } from './params.ts';

/** An answer that is kept for repetitions. */
export interface KeptAnswer {
  requestId: string;
  status: number;
  body: object;
}

interface Entry extends KeptAnswer {
  path: string;
  params: RawParams;
  at: number;
}

/** Answers by `Idempotency-Key`: https://docs.stripe.com/api/idempotent_requests. */
export interface IdempotencyKeys {
  /** The answer given before. Throws `idempotency_error` when the key came with another request. */
  find(key: string, path: string, params: RawParams): KeptAnswer | undefined;
  keep(key: string, path: string, params: RawParams, answer: KeptAnswer): void;
}

/** Stripe forgets keys "after they're at least 24 hours old". */
const KEPT_SECONDS = 24 * 3_600;

export function createIdempotencyKeys(now: () => number): IdempotencyKeys {
  const entries = new Map<string, Entry>();
  return {
    find(key, path, params) {
      const entry = entries.get(key);
      if (!entry || entry.at + KEPT_SECONDS < now()) return undefined;
      if (entry.path === path && isDeepStrictEqual(entry.params, params)) return entry;
      throw new ApiError(400, {
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the endpoint and the parameters they were first used with. Use another key than '${key}' for another request.`,
      });
    },
    keep(key, path, params, answer) {
      entries.set(key, { ...answer, path, params, at: now() });
    },
  };
}
