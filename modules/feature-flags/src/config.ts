import { declareConfig } from '@quartet/platform/config';
import { z } from 'zod';

/** Settings of feature flags. */
export const featureFlagsConfig = declareConfig({
  featureFlagsRefreshSeconds: {
    env: 'FEATURE_FLAGS_REFRESH_SECONDS',
    schema: z.coerce.number().int().min(1).max(3_600).default(15),
    description: 'Seconds after which a process sees a change of a feature flag that was made elsewhere',
  },
});
