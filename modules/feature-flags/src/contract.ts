import { defineRoute } from '@quartet/platform/contract';
import { idSchema } from '@quartet/platform/ids';
import { z } from 'zod';

export const featureFlagsContract = {
  listForTeam: defineRoute({
    name: 'feature_flags.list_for_team',
    method: 'GET',
    path: '/teams/:id/feature-flags',
    summary: 'List the feature flags, with whether each is on for a team of yours',
    access: { team: 'viewer', param: 'id' },
    params: z.object({ id: idSchema('team') }),
    status: 200,
    answer: z.object({
      flags: z.record(z.string(), z.boolean()).meta({ description: 'by the key of the flag' }),
    }),
  }),
};
