import type { UserCaller } from '@quartet/platform/contract';
import type { UsersCore } from './core.ts';
import { type PresentedProfile, presentProfile } from './present-profile.ts';
import { putProfile } from './profiles.sql.ts';
import type { Profile } from './schema.ts';

export interface ProfileToWrite {
  caller: UserCaller;
  display_name: string | null;
  /** IANA name. */
  timezone: string;
  biography: string | null;
}

/** Replaces the whole profile of the caller. */
export async function writeProfile(
  { db, clock }: UsersCore,
  { caller, display_name, timezone, biography }: ProfileToWrite,
): Promise<{ profile: PresentedProfile }> {
  const profile: Profile = {
    user_id: caller.userId,
    display_name,
    timezone,
    biography,
    updated_at: clock.now(),
  };
  await putProfile(db.orm, profile);
  return { profile: presentProfile(profile) };
}
