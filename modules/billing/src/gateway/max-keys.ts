/**
 * How many idempotency keys are tried for one thing, while a person waits: each further one costs up to five requests.
 * The last one is random, so that keys which are spent for a day lock nobody out; requests at once that come to it make
 * a thing each, of which the one that is kept first stays.
 */
export const MAX_KEYS = 3;
