import type { AuditActor } from '@quartet/audit';
import { lineOfText } from '@quartet/platform/contract';
import { z } from 'zod';

/** Who changes a flag, and why: all of it goes into the audit log. */
export interface Authorship {
  actor: Exclude<AuditActor, { kind: 'user' }>;
  reason: string;
  requestId?: string;
}

/** Lower-case words with hyphens between, such as `new-dashboard`. */
export const flagKeySchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,62}$/,
    'takes a to z, 0 to 9 and hyphens, begins with a letter, and has at most 63',
  );

/** Of the teams, in steps of a hundredth. */
const rolloutPercentage = z.number().min(0).max(100).multipleOf(0.01);

/** What a new flag is made from, as people give it. */
export const newFlagSchema = z.strictObject({
  key: flagKeySchema,
  description: lineOfText({ min: 1, max: 500 }),
  is_enabled: z.boolean().default(true),
  rollout_percentage: rolloutPercentage.default(0),
});

/** What may be changed of a flag; what is left out stays. */
export const flagChangeSchema = z.strictObject({
  description: lineOfText({ min: 1, max: 500 }).optional(),
  is_enabled: z.boolean().optional(),
  rollout_percentage: rolloutPercentage.optional(),
});
