import { defineRoute, lineOfText } from '@quartet/platform/contract';
import { idSchema } from '@quartet/platform/ids';
import { z } from 'zod';
import { timezoneSchema } from './timezone.ts';

/** What a person tells about themselves. */
export const profileSchema = z.object({
  user_id: idSchema('user'),
  display_name: z.string().nullable(),
  timezone: z.string().meta({ description: 'IANA name', examples: ['Europe/Berlin'] }),
  biography: z.string().nullable(),
  updated_at: z.iso.datetime().nullable().meta({ description: 'null until the profile is first written' }),
});

export const usersContract = {
  readProfile: defineRoute({
    name: 'users.read_profile',
    method: 'GET',
    path: '/users/profile',
    summary: 'Read your profile; until you write it, the defaults',
    access: 'user',
    status: 200,
    answer: z.object({ profile: profileSchema }),
  }),
  writeProfile: defineRoute({
    name: 'users.write_profile',
    method: 'PUT',
    path: '/users/profile',
    summary: 'Replace your profile; a field that is left out takes its default',
    access: 'user',
    body: z.strictObject({
      display_name: lineOfText({ max: 100 }).nullable().default(null),
      timezone: timezoneSchema.default('UTC'),
      biography: z.string().trim().max(2000).nullable().default(null),
    }),
    status: 200,
    answer: z.object({ profile: profileSchema }),
  }),
};
