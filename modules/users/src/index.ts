import { bind } from '@quartet/platform/use-cases';
import type { UsersDependencies } from './core.ts';
import { prepareFindProfile } from './profiles.sql.ts';
import { readProfile } from './read-profile.ts';
import { writeProfile } from './write-profile.ts';

export type { PresentedProfile } from './present-profile.ts';
export type { ProfileToWrite } from './write-profile.ts';

/** What people tell about themselves. */
export type Users = ReturnType<typeof createUsers>;

export function createUsers(dependencies: UsersDependencies) {
  const core = { ...dependencies, findProfile: prepareFindProfile(dependencies.db.orm) };
  return {
    readProfile: bind(core, readProfile),
    writeProfile: bind(core, writeProfile),
  };
}
