import { createLog } from '@quartet/platform/log';
import { createRateLimiter } from '@quartet/platform/rate-limiter';
import { connectRedis } from '@quartet/platform/redis';
import { describeWithRedis, startRedis } from '@quartet/testing/redis';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createLoginThrottle, type LoginKeys, type LoginThrottle } from './login-throttle.ts';

const log = createLog({ service: 'test', level: 'silent' });
const ada: LoginKeys = { address: '192.0.2.7', account: 'ada@example.com' };
const HOUR = 3600;

describe('the delay of an account', () => {
  let throttle: LoginThrottle;

  beforeEach(() => {
    vi.useFakeTimers();
    throttle = createLoginThrottle({ limiter: createRateLimiter() });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('begins with the fifth failure and doubles up to 15 minutes', async () => {
    await fail(throttle, ada, 4);
    expect(await secondsToWait(throttle, ada)).toBe(0);
    const delays: number[] = [];
    for (let failure = 5; failure <= 16; failure += 1) {
      await throttle.failed(ada);
      delays.push(await secondsToWait(throttle, ada));
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  });

  test('ends by itself', async () => {
    await fail(throttle, ada, 7);
    vi.advanceTimersByTime(3_000);
    expect(await secondsToWait(throttle, ada)).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(await secondsToWait(throttle, ada)).toBe(0);
  });

  test('holds from every address, and for no other account', async () => {
    await fail(throttle, ada, 8);
    expect(await secondsToWait(throttle, { ...ada, address: '198.51.100.1' })).toBe(8);
    expect(await secondsToWait(throttle, { ...ada, account: 'bob@example.com' })).toBe(0);
  });

  test('starts over after a success', async () => {
    await fail(throttle, ada, 8);
    await throttle.succeeded(ada);
    expect(await secondsToWait(throttle, ada)).toBe(0);
    await fail(throttle, ada, 4);
    expect(await secondsToWait(throttle, ada)).toBe(0);
  });

  test('is forgotten 24 hours after the first failure', async () => {
    await fail(throttle, ada, 4);
    vi.advanceTimersByTime(24 * HOUR * 1000);
    await fail(throttle, ada, 4);
    expect(await secondsToWait(throttle, ada)).toBe(0);
  });

  test('cannot be outrun: of 100 attempts at once 20 are let in', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 100 }, () => throttle.check(ada)));
    expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(20);
  });

  test('does not meet a person who signs in again and again', async () => {
    for (let login = 0; login < 50; login += 1) {
      await throttle.check(ada);
      await throttle.succeeded(ada);
    }
    expect(await secondsToWait(throttle, ada)).toBe(0);
  });
});

describe('the delay of an address', () => {
  let throttle: LoginThrottle;

  beforeEach(() => {
    vi.useFakeTimers();
    throttle = createLoginThrottle({ limiter: createRateLimiter() });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('begins with the fiftieth failure within an hour, whatever accounts were tried', async () => {
    await stuff(throttle, '192.0.2.7', 49);
    expect(await secondsToWait(throttle, ada)).toBe(0);
    await stuff(throttle, '192.0.2.7', 3);
    expect(await secondsToWait(throttle, ada)).toBe(4);
    expect(await secondsToWait(throttle, { ...ada, address: '198.51.100.1' })).toBe(0);
  });

  test("is not cleared by a success in the attacker's own account", async () => {
    await stuff(throttle, '192.0.2.7', 53);
    await throttle.succeeded({ address: '192.0.2.7', account: 'mallory@example.com' });
    expect(await secondsToWait(throttle, ada)).toBe(8);
  });

  test('counts an IPv6 client by its /64', async () => {
    await stuff(throttle, '2001:db8::1', 25);
    await stuff(throttle, '2001:db8::2', 25);
    expect(await secondsToWait(throttle, { ...ada, address: '2001:db8::3' })).toBe(1);
  });

  test('is forgotten after an hour', async () => {
    await stuff(throttle, '192.0.2.7', 49);
    vi.advanceTimersByTime(HOUR * 1000);
    await stuff(throttle, '192.0.2.7', 49);
    expect(await secondsToWait(throttle, ada)).toBe(0);
  });
});

describeWithRedis('in Redis', () => {
  test('failures at one copy of a service are delays at another', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const limiters = [1, 2].map(() => createRateLimiter({ redis: connectRedis(redis.url, log) }));
    const [one, other] = limiters.map((limiter) => createLoginThrottle({ limiter })) as [
      LoginThrottle,
      LoginThrottle,
    ];
    await vi.waitFor(async () => {
      await fail(one, ada, 15);
      expect(await secondsToWait(other, ada)).toBeGreaterThan(500);
    });
    await other.succeeded(ada);
    expect(await secondsToWait(one, ada)).toBe(0);
    await Promise.all(limiters.map((limiter) => limiter.close()));
  });
});

async function fail(throttle: LoginThrottle, keys: LoginKeys, times: number): Promise<void> {
  for (let failure = 0; failure < times; failure += 1) await throttle.failed(keys);
}

/** One wrong password for each of many accounts. */
async function stuff(throttle: LoginThrottle, address: string, accounts: number): Promise<void> {
  for (let account = 0; account < accounts; account += 1) {
    await throttle.failed({ address, account: `${account}@example.com` });
  }
}

async function secondsToWait(throttle: LoginThrottle, keys: LoginKeys): Promise<number> {
  const refusal: unknown = await throttle.check(keys).catch((error: unknown) => error);
  return (refusal as { retryAfterSeconds?: number } | undefined)?.retryAfterSeconds ?? 0;
}
