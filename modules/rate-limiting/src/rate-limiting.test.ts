import { defineRoute } from '@quartet/platform/contract';
import { isDomainError } from '@quartet/platform/errors';
import { createRateLimiter } from '@quartet/platform/rate-limiter';
import { describe, expect, test } from 'vitest';
import { createRateLimiting } from './rate-limiting.ts';

const limited = defineRoute({
  name: 'auth.register',
  method: 'POST',
  path: '/auth/register',
  summary: 'Registers.',
  access: 'public',
  status: 201,
  limit: { by: 'address', points: 2, windowSeconds: 60 },
});
const { limit: _limit, ...plain } = limited;

function rateLimiting(factor = 1) {
  const limiter = createRateLimiter();
  return createRateLimiting({ limiter, factor });
}

describe("a route's limit", () => {
  test('tells what is left and then refuses with the time of the next try', async () => {
    const { check } = rateLimiting();
    expect(await check(limited, '192.0.2.7')).toEqual({ limit: 2, remaining: 1, resetSeconds: 60 });
    expect(await check(limited, '192.0.2.7')).toEqual({ limit: 2, remaining: 0, resetSeconds: 60 });
    const refusal: unknown = await check(limited, '192.0.2.7').catch((error: unknown) => error);
    expect(isDomainError(refusal) && refusal.definition.code).toBe('too_many_requests');
    expect(refusal).toMatchObject({ retryAfterSeconds: 60 });
  });

  test('counts an IPv6 client by its /64', async () => {
    const { check } = rateLimiting();
    await check(limited, '2001:db8::1');
    await check(limited, '2001:db8::2');
    await expect(check(limited, '2001:db8::3')).rejects.toThrow('Too many requests');
    await expect(check(limited, '2001:db8:0:1::1')).resolves.toBeDefined();
  });

  test('counts callers apart', async () => {
    const { check } = rateLimiting();
    await check(limited, 'user_ada');
    await check(limited, 'user_ada');
    await expect(check(limited, 'user_ada')).rejects.toThrow('Too many requests');
    await expect(check(limited, 'user_bob')).resolves.toMatchObject({ remaining: 1 });
  });

  test('counts routes apart', async () => {
    const { check } = rateLimiting();
    await check(limited, 'user_ada');
    expect(await check({ ...limited, name: 'auth.login' }, 'user_ada')).toMatchObject({ remaining: 1 });
  });
});

test('a factor multiplies every limit, and leaves one call at the least', async () => {
  const { check } = rateLimiting(10);
  expect(await check(limited, '192.0.2.7')).toMatchObject({ limit: 20 });
  expect(await check(plain, '192.0.2.7')).toMatchObject({ limit: 3_000 });
  expect(await rateLimiting(0.001).check(limited, '192.0.2.7')).toMatchObject({ limit: 1 });
});

test('routes without a limit share one of 300 a minute', async () => {
  const { check } = rateLimiting();
  expect(await check(plain, 'user_ada')).toEqual({ limit: 300, remaining: 299, resetSeconds: 60 });
  expect(await check({ ...plain, name: 'teams.list' }, 'user_ada')).toMatchObject({ remaining: 298 });
});
