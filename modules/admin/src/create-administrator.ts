import type { Database } from '@quartet/platform/database';
import { insertAdministrator } from './administrators.sql.ts';
import {
  type NewAdministrator,
  type NewAdministratorDependencies,
  newAdministrator,
  randomPassword,
} from './new-administrator.ts';
import { type PresentedAdministrator, presentAdministrator } from './present-administrator.ts';

export interface AdministratorToCreate extends Pick<NewAdministrator, 'email' | 'role'> {
  full_name?: string | undefined;
  /** A random one is made when it is left out. */
  password?: string | undefined;
}

export interface CreatedAdministrator {
  administrator: PresentedAdministrator;
  /** The random password, which nobody can read again; nothing when it was given. */
  password: string | undefined;
}

/** @throws `email_taken` */
export async function createAdministrator(
  dependencies: NewAdministratorDependencies & { db: Database },
  { email, full_name, role, password: given }: AdministratorToCreate,
): Promise<CreatedAdministrator> {
  const password = given ?? randomPassword();
  const administrator = await newAdministrator(dependencies, {
    email,
    full_name: full_name ?? null,
    role,
    password,
  });
  await insertAdministrator(dependencies.db.orm, administrator);
  return {
    administrator: presentAdministrator(administrator),
    password: given === undefined ? password : undefined,
  };
}
