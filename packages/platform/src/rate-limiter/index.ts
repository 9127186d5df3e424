export { clientKey } from './client-key.ts';
export { type Counter, createRateLimiter, type RateLimiter } from './rate-limiter.ts';
