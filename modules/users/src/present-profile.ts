import type { Id } from '@quartet/platform/ids';
import type { Profile } from './schema.ts';

export interface PresentedProfile {
  user_id: Id<'user'>;
  display_name: string | null;
  timezone: string;
  biography: string | null;
  /** ISO 8601; null until the profile is first written. */
  updated_at: string | null;
}

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
