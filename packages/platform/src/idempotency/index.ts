export type { KeyHold } from './idempotency.sql.ts';
export { createIdempotencyStore, type IdempotencyStore, type StoredAnswer } from './idempotency-store.ts';
