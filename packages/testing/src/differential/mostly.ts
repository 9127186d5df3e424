import fc from 'fast-check';

/** The usual, and now and then the unusual: a request with a fault everywhere never gets past the first check. */
export function mostly<T, U>(usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ arbitrary: usual, weight: 7 }, { arbitrary: unusual, weight: 1 });
}
