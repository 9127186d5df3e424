import { type Clock, secondsAfter } from '@quartet/platform/clock';

export interface MovableClock extends Clock {
  advance(seconds: number): void;
}

export function movableClock(start: Date): MovableClock {
  let now = start;
  return {
    now: () => now,
    advance(seconds) {
      now = secondsAfter(now, seconds);
    },
  };
}

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
