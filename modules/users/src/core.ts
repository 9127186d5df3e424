import type { Clock } from '@quartet/platform/clock';
import type { Database } from '@quartet/platform/database';
import type { FindProfile } from './profiles.sql.ts';

/** What the world gives to the module. */
export interface UsersDependencies {
  db: Database;
  clock: Clock;
}

/** What the module stands on. */
export interface UsersCore extends UsersDependencies {
  findProfile: FindProfile;
}
