import { isIP } from 'node:net';
import type { RateLimit, Route } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { clientKey, type RateLimiter } from '@quartet/platform/rate-limiter';

/** The numbers of the `RateLimit-Limit`, `-Remaining` and `-Reset` headers (draft-ietf-httpapi-ratelimit-headers-07). */
export interface Remaining {
  limit: number;
  remaining: number;
  /** Whole seconds until the count begins anew. */
  resetSeconds: number;
}

export interface RateLimiting {
  /**
   * Counts one call of a route against its limit. Routes without one share the default limit.
   *
   * @param caller the id of a signed-in caller, or the address of anyone else; IPv6 counts by /64
   * @throws `too_many_requests` with the seconds after which a retry can succeed
   */
  check(route: Route, caller: string): Promise<Remaining>;
}

export interface RateLimitingOptions {
  limiter: RateLimiter;
  /** The limit that routes without one of their own share. */
  defaultLimit?: Pick<RateLimit, 'points' | 'windowSeconds'>;
  /** Multiplies the points of every limit; see {@link ./config.ts}. */
  factor?: number;
}

/** Five a second on average: no person and no page comes near it, a scraper does. */
const DEFAULT_LIMIT = { points: 300, windowSeconds: 60 };

export function createRateLimiting({
  limiter,
  defaultLimit = DEFAULT_LIMIT,
  factor = 1,
}: RateLimitingOptions): RateLimiting {
  return {
    async check(route, caller) {
      const { points, windowSeconds } = route.limit ?? defaultLimit;
      const name = route.limit === undefined ? 'calls' : `calls:${route.name}`;
      const key = isIP(caller) === 0 ? caller : clientKey(caller);
      const { allowed, limit, remaining, resetSeconds, retryAfterSeconds } = await limiter.consume({
        name,
        key,
        points: Math.max(1, Math.round(points * factor)),
        windowSeconds,
      });
      if (!allowed) throw commonErrors.tooManyRequests({ retryAfterSeconds });
      return { limit, remaining, resetSeconds };
    },
  };
}
