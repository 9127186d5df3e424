import type { z } from 'zod';
import type { profileSchema } from './contract.ts';
import type { Profile } from './schema.ts';

export type PresentedProfile = z.input<typeof profileSchema>;

export function presentProfile(
  profile: Omit<Profile, 'updated_at'> & { updated_at: Date | null },
): PresentedProfile {
  return {
    user_id: profile.user_id,
    display_name: profile.display_name,
    timezone: profile.timezone,
    biography: profile.biography,
    updated_at: profile.updated_at?.toISOString() ?? null,
  };
}
