import type { UserCaller } from '@quartet/platform/contract';
import type { UsersCore } from './core.ts';
import { type PresentedProfile, presentProfile } from './present-profile.ts';

/** The caller's profile; the defaults while there is none. */
export async function readProfile(
  { findProfile }: UsersCore,
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
