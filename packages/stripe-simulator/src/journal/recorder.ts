import type { Clock } from '@quartet/platform/clock';
import type { Change, ChangeEntry, SettledEntry } from './entry.ts';
import type { Journal } from './journal-file.ts';

/** The time of the simulator, and the one way to change what it holds. */
export interface Recorder {
  /** Unix seconds of the main timeline. */
  now(): number;
  /** Does what is due, writes the change down, and makes it: all at one moment, so that a replay is the same. */
  perform<T>(change: Change, work: () => T): T;
  /** Makes a change of a journal again, at its time. */
  repeat(entry: ChangeEntry, work: () => unknown): Promise<void>;
  /** Goes back to the real time after the last `repeat`. */
  endReplay(): void;
  /** Moves the time forward, and does what becomes due. */
  leap(seconds: number): void;
  countEvent(): void;
  settled(delivery: Omit<SettledEntry, 'op'>): void;
  /** The number of a change that found another number of events than when it was made first, if one did. */
  divergedAt(): number | undefined;
}

export interface RecorderOptions {
  clock: Clock;
  journal: Pick<Journal, 'append'> | undefined;
  /** Does what is due on the main timeline. */
  runDue: () => void;
}

export function createRecorder({ clock, journal, runDue }: RecorderOptions): Recorder {
  let leapSeconds = 0;
  let events = 0;
  let repeated = 0;
  let divergedAt: number | undefined;
  /** The time without leaps, while a change is made. */
  let held: number | undefined;
  const now = () => (held ?? Math.floor(clock.now().getTime() / 1000)) + leapSeconds;

  return {
    now,
    perform(change, work) {
      // A part of another change, or of one that is repeated.
      if (held !== undefined) return work();
      held = now() - leapSeconds;
      try {
        runDue();
        journal?.append({ ...change, at: now(), events });
        return work();
      } finally {
        held = undefined;
      }
    },
    async repeat(entry, work) {
      held = entry.at - leapSeconds;
      runDue();
      repeated += 1;
      if (events !== entry.events) divergedAt ??= repeated;
      await work();
    },
    endReplay() {
      held = undefined;
    },
    leap(seconds) {
      leapSeconds += seconds;
      runDue();
    },
    countEvent() {
      events += 1;
    },
    settled: (delivery) => journal?.append({ op: 'settled', ...delivery }),
    divergedAt: () => divergedAt,
  };
}
