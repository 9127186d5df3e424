import { type Clock, secondsAfter } from '@quartet/platform/clock';

/** Runs as the machine's clock does, ahead of it by as much as it was moved. */
export interface MovableClock extends Clock {
  advance(seconds: number): void;
}

export function movableClock(): MovableClock {
  let ahead = 0;
  return {
    now: () => secondsAfter(new Date(), ahead),
    advance(seconds) {
      ahead += seconds;
    },
  };
}
