import type { Database, Executor } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { eq, sql } from 'drizzle-orm';
import { type Profile, profiles } from './schema.ts';

export type FindProfile = (userId: Id<'user'>) => Promise<Profile | undefined>;

export function prepareFindProfile(orm: Database['orm']): FindProfile {
  const statement = orm
    .select()
    .from(profiles)
    .where(eq(profiles.user_id, sql.placeholder('userId')))
    .prepare('users_find_profile');
  return async (userId) => (await statement.execute({ userId }))[0];
}

export async function putProfile(executor: Executor, profile: Profile): Promise<void> {
  const { user_id: _key, ...replaced } = profile;
  await executor
    .insert(profiles)
    .values(profile)
    .onConflictDoUpdate({ target: profiles.user_id, set: replaced });
}
