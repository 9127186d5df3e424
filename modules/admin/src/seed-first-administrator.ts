import type { Database } from '@quartet/platform/database';
import { hasAdministrators, insertUnlessTaken } from './administrators.sql.ts';
import { type NewAdministratorDependencies, newAdministrator, randomPassword } from './new-administrator.ts';
import { type PresentedAdministrator, presentAdministrator } from './present-administrator.ts';

const FIRST_EMAIL = 'admin@quartet.local';

export interface FirstAdministrator {
  administrator: PresentedAdministrator;
  /** Nobody can read it again. */
  password: string;
}

/**
 * Creates an owner with a random password in a database that has no administrator at all. Of several starters
 * at once one creates it and learns the password; the others, and all later ones, get nothing.
 */
export async function seedFirstAdministrator(
  dependencies: NewAdministratorDependencies & { db: Database },
): Promise<FirstAdministrator | undefined> {
  const { orm } = dependencies.db;
  if (await hasAdministrators(orm)) return undefined;
  const password = randomPassword();
  const administrator = await newAdministrator(dependencies, {
    email: FIRST_EMAIL,
    full_name: null,
    role: 'owner',
    password,
  });
  const isFirst = await insertUnlessTaken(orm, administrator);
  return isFirst ? { administrator: presentAdministrator(administrator), password } : undefined;
}
