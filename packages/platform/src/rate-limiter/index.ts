export { clientKey } from './client-key.ts';
export {
  type Counter,
  createRateLimiter,
  type RateLimiter,
  type RateLimiterOptions,
  type Verdict,
} from './rate-limiter.ts';
