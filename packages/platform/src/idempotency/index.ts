export { createIdempotencyStore, type IdempotencyStore, type StoredAnswer } from './idempotency-store.ts';
