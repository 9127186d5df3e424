import type { UserCaller } from '@quartet/platform/contract';
import { type PresentedProfile, presentProfile } from './present-profile.ts';
import type { FindProfile } from './users.sql.ts';

/** The caller's profile; the defaults while there is none. */
export async function readProfile(
  findProfile: FindProfile,
  { caller }: { caller: UserCaller },
): Promise<{ profile: PresentedProfile }> {
  const stored = await findProfile(caller.userId);
  const profile = stored ?? {
    user_id: caller.userId,
    display_name: null,
    timezone: 'UTC',
    biography: null,
    updated_at: null,
  };
  return { profile: presentProfile(profile) };
}
