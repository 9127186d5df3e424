import type { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';

/** One count: at most `points` in `windowSeconds` for `key`, apart from the keys of other names. */
export interface Counter {
  name: string;
  key: string;
  points: number;
  /** Counts from the first point; then the count begins anew. */
  windowSeconds: number;
}

export interface Verdict {
  allowed: boolean;
  /** All points of the window. */
  limit: number;
  /** Points consumed so far, also beyond the limit. */
  consumed: number;
  remaining: number;
  /** Whole seconds until the window ends. */
  resetSeconds: number;
  /** Whole seconds until a retry can succeed; 0 when allowed. */
  retryAfterSeconds: number;
}

export interface RateLimiter {
  /** Takes one point. */
  consume(counter: Counter): Promise<Verdict>;
  /** What {@link RateLimiter.consume} has come to, without taking a point. */
  peek(counter: Counter): Promise<Verdict>;
  /** Allows nothing for so many whole seconds. */
  block(counter: Counter, seconds: number): Promise<void>;
  /** Begins the count anew. */
  forget(counter: Counter): Promise<void>;
  /** Waits for what is under way, then disconnects. */
  close(): Promise<void>;
}

export interface RateLimiterOptions {
  /** Where the copies of a service share their counts; without it each process counts by itself. */
  redis?: Redis | undefined;
}

/**
 * Counts in memory, or in Redis. While Redis is away it counts in memory: a fault of Redis never
 * refuses or fails a request.
 */
export function createRateLimiter({ redis }: RateLimiterOptions = {}): RateLimiter {
  const limiterOf = reusedByPolicy(({ name, points, windowSeconds }) => {
    const policy = { keyPrefix: `quartet:${name}`, points, duration: windowSeconds };
    const memory = new RateLimiterMemory(policy);
    if (redis === undefined) return memory;
    return new RateLimiterRedis({
      ...policy,
      storeClient: redis,
      insuranceLimiter: memory,
      rejectIfRedisNotReady: true,
    });
  });
  return {
    consume: async (counter) => verdictOf(counter, await consumed(limiterOf(counter), counter.key)),
    peek: async (counter) => verdictOf(counter, await limiterOf(counter).get(counter.key)),
    block: async (counter, seconds) => void (await limiterOf(counter).block(counter.key, seconds)),
    forget: async (counter) => void (await limiterOf(counter).delete(counter.key)),
    close: async () => void (await redis?.quit().catch(() => redis.disconnect())),
  };
}

function reusedByPolicy(
  create: (counter: Counter) => RateLimiterAbstract,
): (counter: Counter) => RateLimiterAbstract {
  const limiters = new Map<string, RateLimiterAbstract>();
  return (counter) => {
    const policy = `${counter.name} ${counter.points}/${counter.windowSeconds}`;
    const limiter = limiters.get(policy) ?? create(counter);
    limiters.set(policy, limiter);
    return limiter;
  };
}

/** The library rejects with its result when the points are used up. */
async function consumed(limiter: RateLimiterAbstract, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal;
    throw refusal;
  }
}

function verdictOf({ points, windowSeconds }: Counter, count: RateLimiterRes | null): Verdict {
  if (count === null || count.msBeforeNext <= 0) {
    return {
      allowed: true,
      limit: points,
      consumed: 0,
      remaining: points,
      resetSeconds: windowSeconds,
      retryAfterSeconds: 0,
    };
  }
  const allowed = count.consumedPoints <= points;
  const resetSeconds = Math.ceil(count.msBeforeNext / 1000);
  return {
    allowed,
    limit: points,
    consumed: count.consumedPoints,
    remaining: count.remainingPoints,
    resetSeconds,
    retryAfterSeconds: allowed ? 0 : resetSeconds,
  };
}
