import fc from 'fast-check';

/** What goes wrong with the events of a life. */
export const troubleArbitrary = fc.record({
  /** Of everything that is left to chance. */
  seed: fc.integer(),
  /** The share of events that never arrive, until they are reconciled. */
  dropped: fc.constantFrom(0, 0.1, 0.3),
  /** The share of events that arrive two or three times. */
  copied: fc.constantFrom(0, 0.3, 1),
  /** By how many steps of the life an event may be late; with many of them nothing is in order. */
  delay: fc.constantFrom(0, 1, 4, 20),
  /** The share of attempts at an object that die. */
  killed: fc.constantFrom(0, 0.2, 0.5),
  /** The share of attempts at which Stripe answers what an object is like; without, there are only snapshots. */
  looks: fc.constantFrom(0, 0, 0.7, 1),
});

export type Trouble = typeof troubleArbitrary extends fc.Arbitrary<infer Value> ? Value : never;
