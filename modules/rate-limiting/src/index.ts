export { rateLimitingConfig } from './config.ts';
export { createLoginThrottle, type LoginKeys, type LoginThrottle } from './login-throttle.ts';
export {
  createRateLimiting,
  type RateLimiting,
  type RateLimitingOptions,
  type Remaining,
} from './rate-limiting.ts';
