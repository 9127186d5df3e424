import type { Clock } from '@quartet/platform/clock';
import type { UserCaller } from '@quartet/platform/contract';
import type { Database } from '@quartet/platform/database';
import type { PresentedProfile } from './present-profile.ts';
import { readProfile } from './read-profile.ts';
import { prepareFindProfile } from './users.sql.ts';
import { type ProfileToWrite, writeProfile } from './write-profile.ts';

export { usersContract } from './contract.ts';
export type { PresentedProfile } from './present-profile.ts';
export type { ProfileToWrite } from './write-profile.ts';

/** What people tell about themselves. */
export interface Users {
  readProfile(given: { caller: UserCaller }): Promise<{ profile: PresentedProfile }>;
  writeProfile(given: ProfileToWrite): Promise<{ profile: PresentedProfile }>;
}

export function createUsers(dependencies: { db: Database; clock: Clock }): Users {
  const findProfile = prepareFindProfile(dependencies.db.orm);
  return {
    readProfile: (given) => readProfile(findProfile, given),
    writeProfile: (given) => writeProfile(dependencies, given),
  };
}
