import { declareConfig } from '@quartet/platform/config';
import { z } from 'zod';

/** Settings of rate limits; the limits themselves stand in the contracts. */
export const rateLimitingConfig = declareConfig({
  rateLimitFactor: {
    env: 'RATE_LIMIT_FACTOR',
    schema: z.coerce.number().positive().max(1_000_000).default(1),
    description: 'Multiplies the calls that each route allows: above 1 for load tests from one address',
  },
});
