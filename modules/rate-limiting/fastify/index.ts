import type { Server } from '@quartet/http-fastify';
import type { RateLimiting } from '../src/index.ts';

/** Limits every route that is bound to this server. */
export function limitRoutes(server: Server, { rateLimiting }: { rateLimiting: RateLimiting }): void {
  server.rateLimit = async (route, key) => {
    const { limit, remaining, resetSeconds } = await rateLimiting.check(route, key);
    return {
      'ratelimit-limit': `${limit}`,
      'ratelimit-remaining': `${remaining}`,
      'ratelimit-reset': `${resetSeconds}`,
    };
  };
}
