import { defineRoute } from '@quartet/platform/contract';
import { idSchema } from '@quartet/platform/ids';
import { z } from 'zod';
import { timezoneSchema } from './timezone.ts';

const profile = z.object({
  user_id: idSchema('user'),
  display_name: z.string().nullable(),
  timezone: z.string().meta({ description: 'IANA name', examples: ['Europe/Berlin'] }),
  biography: z.string().nullable(),
  updated_at: z.iso.datetime().nullable().meta({ description: 'null until the profile is first written' }),
});

const displayName = z
  .string()
  .trim()
  .max(100)
  .regex(/^\P{Cc}*$/u, 'holds control characters');

export const usersContract = {
  readProfile: defineRoute({
    name: 'users.read_profile',
    method: 'GET',
    path: '/users/profile',
    summary: 'Your profile; until you write it, the defaults.',
    access: 'user',
    status: 200,
    answer: z.object({ profile }),
  }),
  writeProfile: defineRoute({
    name: 'users.write_profile',
    method: 'PUT',
    path: '/users/profile',
    summary: 'Replaces your profile; a field that is left out takes its default.',
    access: 'user',
    body: z.strictObject({
      display_name: displayName.nullable().default(null),
      timezone: timezoneSchema.default('UTC'),
      biography: z.string().trim().max(2000).nullable().default(null),
    }),
    status: 200,
    answer: z.object({ profile }),
  }),
};
