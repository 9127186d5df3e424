import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describeWithRedis, startRedis, type TestRedis } from '@quartet/testing/redis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLog, type Log } from '../log/index.ts';
import { connectRedis } from '../redis/index.ts';
import { type Counter, createRateLimiter, type RateLimiter, type Verdict } from './rate-limiter.ts';

const silent = createLog({ service: 'test', level: 'silent' });
const counter: Counter = { name: 'test', key: '192.0.2.7', points: 3, windowSeconds: 60 };

describe('in memory', () => {
  const limiter = createRateLimiter();

  afterEach(async () => {
    vi.useRealTimers();
    await limiter.forget(counter);
  });

  test('allows the points of a window, tells what is left, and then refuses', async () => {
    expect(await consumeTimes(limiter, 4)).toEqual([
      { allowed: true, limit: 3, consumed: 1, remaining: 2, resetSeconds: 60, retryAfterSeconds: 0 },
      expect.objectContaining({ allowed: true, consumed: 2, remaining: 1 }),
      expect.objectContaining({ allowed: true, consumed: 3, remaining: 0 }),
      { allowed: false, limit: 3, consumed: 4, remaining: 0, resetSeconds: 60, retryAfterSeconds: 60 },
    ]);
  });

  test('allows again when the window has ended', async () => {
    vi.useFakeTimers();
    await consumeTimes(limiter, 4);
    vi.advanceTimersByTime(59_000);
    expect(await limiter.consume(counter)).toMatchObject({ allowed: false, retryAfterSeconds: 1 });
    vi.advanceTimersByTime(1_000);
    expect(await limiter.consume(counter)).toMatchObject({ allowed: true, remaining: 2 });
  });

  test('counts keys and names apart', async () => {
    await consumeTimes(limiter, 4);
    expect(await limiter.consume({ ...counter, key: '192.0.2.8' })).toMatchObject({ allowed: true });
    expect(await limiter.consume({ ...counter, name: 'other' })).toMatchObject({ allowed: true });
  });

  test('of 20 calls at once exactly the allowed number passes', async () => {
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => limiter.consume(counter)));
    expect(verdicts.filter((verdict) => verdict.allowed)).toHaveLength(3);
  });

  test('peeking takes no point', async () => {
    expect(await limiter.peek(counter)).toMatchObject({ allowed: true, consumed: 0, remaining: 3 });
    await consumeTimes(limiter, 1);
    expect(await limiter.peek(counter)).toMatchObject({ allowed: true, consumed: 1, remaining: 2 });
  });

  test('a blocked key is refused for the given time, a forgotten one is allowed', async () => {
    await limiter.block(counter, 7);
    expect(await limiter.peek(counter)).toMatchObject({ allowed: false, retryAfterSeconds: 7 });
    await limiter.forget(counter);
    expect(await limiter.peek(counter)).toMatchObject({ allowed: true, remaining: 3 });
  });
});

describeWithRedis('in Redis', () => {
  let redis: TestRedis;

  beforeEach(async () => {
    redis = await startRedis();
    return () => redis.stop();
  });

  test('two processes share their counts, blocks and what is forgotten', async () => {
    await using copies = await connectedCopies(redis.url, 2);
    const [one, other] = copies.limiters as [RateLimiter, RateLimiter];
    await consumeTimes(one, 3);
    expect(await other.consume(counter)).toMatchObject({
      allowed: false,
      consumed: 4,
      retryAfterSeconds: 60,
    });
    await one.forget(counter);
    expect(await other.peek(counter)).toMatchObject({ allowed: true, consumed: 0 });
    await one.block(counter, 7);
    expect(await other.peek(counter)).toMatchObject({ allowed: false, retryAfterSeconds: 7 });
  });

  test('of 20 calls at once over two processes exactly the allowed number passes', async () => {
    await using copies = await connectedCopies(redis.url, 2);
    const calls = Array.from({ length: 20 }, (_, call) => copies.limiters[call % 2]?.consume(counter));
    const verdicts = await Promise.all(calls);
    expect(verdicts.filter((verdict) => verdict?.allowed)).toHaveLength(3);
  });

  test('without Redis it counts in memory, logs the outage once, and shares again when Redis is back', async () => {
    const { log, lines, logged } = recordedLog();
    await using copies = await connectedCopies(redis.url, 1, log);
    const [limiter] = copies.limiters as [RateLimiter];

    await redis.stop();
    expect(await consumeTimes(limiter, 4)).toMatchObject([
      { allowed: true, remaining: 2 },
      { allowed: true, remaining: 1 },
      { allowed: true, remaining: 0 },
      { allowed: false },
    ]);
    expect(await limiter.peek(counter)).toMatchObject({ allowed: false });

    const back = logged('Redis is back');
    await redis.start();
    await back;
    expect(lines.filter((line) => line.includes('Redis is away'))).toHaveLength(1);
    await using others = await connectedCopies(redis.url, 1);
    await consumeTimes(limiter, 1);
    expect(await others.limiters[0]?.peek(counter)).toMatchObject({ consumed: 1 });
  });

  test('a Redis that hangs neither hangs nor fails a request', async () => {
    const { log, logged } = recordedLog();
    await using copies = await connectedCopies(redis.url, 1, log);
    const [limiter] = copies.limiters as [RateLimiter];
    const away = logged('Redis is away');
    redis.freeze();
    expect(await limiter.consume(counter)).toMatchObject({ allowed: true, remaining: 2 });
    await away;
    expect(await limiter.consume(counter)).toMatchObject({ allowed: true, remaining: 1 });
  });
});

async function consumeTimes(limiter: RateLimiter, times: number): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (let call = 0; call < times; call += 1) verdicts.push(await limiter.consume(counter));
  return verdicts;
}

/** Limiters that are known to have reached Redis: each sees what another has counted there. */
async function connectedCopies(redisUrl: string, copies: number, log: Log = silent) {
  const limiters = Array.from({ length: copies }, () =>
    createRateLimiter({ redis: connectRedis(redisUrl, log) }),
  );
  const probe = createRateLimiter({ redis: connectRedis(redisUrl, silent) });
  for (const [copy, limiter] of limiters.entries()) {
    const greeting = { name: 'greeting', key: `${copy}`, points: 1, windowSeconds: 60 };
    await vi.waitFor(async () => {
      await limiter.block(greeting, 60);
      expect(await probe.peek(greeting)).toMatchObject({ allowed: false });
    });
    await limiter.forget(greeting);
  }
  await probe.close();
  return {
    limiters,
    [Symbol.asyncDispose]: async () => void (await Promise.all(limiters.map((limiter) => limiter.close()))),
  };
}

function recordedLog() {
  const destination = new PassThrough({ encoding: 'utf8' });
  const lines: string[] = [];
  destination.on('data', (line: string) => lines.push(line));
  const logged = async (text: string) => {
    for (;;) {
      const [line] = await once(destination, 'data');
      if (String(line).includes(text)) return;
    }
  };
  return { log: createLog({ service: 'test', level: 'info', destination }), lines, logged };
}
