import { Redis } from 'ioredis';
import type { Log } from '../log/index.ts';

/** A limit is worth less than the request that it guards: past this the count is taken in memory. */
const COMMAND_TIMEOUT_MS = 250;
/** A Redis that accepts and says nothing for so long counts as away, and requests stop asking it. */
const SILENCE_TIMEOUT_MS = 1_000;
const LONGEST_RECONNECT_PAUSE_MS = 2_000;

/**
 * A connection that fails at once instead of queueing while Redis is away, and reconnects by itself.
 * Each outage is logged once, at its begin and at its end.
 */
export function connectRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    connectionName: 'quartet-rate-limiter',
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    connectTimeout: SILENCE_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 100, LONGEST_RECONNECT_PAUSE_MS),
  });
  logOutages(redis, log);
  return redis;
}

function logOutages(redis: Redis, log: Log): void {
  let isAway = false;
  let reason: Error | undefined;
  redis.on('error', (error: Error) => {
    reason = error;
  });
  redis.on('reconnecting', () => {
    if (!isAway) log.warn({ err: reason }, 'Redis is away: each process counts rate limits by itself.');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) log.info('Redis is back: the processes share their rate limits again.');
    isAway = false;
    reason = undefined;
  });
}
