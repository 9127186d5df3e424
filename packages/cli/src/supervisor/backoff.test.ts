import { expect, test } from 'vitest';
import { createBackoff, RESTART_POLICY } from './backoff.ts';

test('delays double from 250 ms to at most 10 s', () => {
  const backoff = createBackoff(RESTART_POLICY);

  expect(Array.from({ length: 8 }, () => backoff.nextDelayMs(0))).toEqual([
    250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
  ]);
});

test('half a minute of health begins the delays anew, less does not', () => {
  const backoff = createBackoff(RESTART_POLICY);
  backoff.nextDelayMs(0);

  expect(backoff.nextDelayMs(29_999)).toBe(500);
  expect(backoff.nextDelayMs(30_000)).toBe(250);
});
