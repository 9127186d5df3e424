import type { AuditActor } from '@quartet/audit';
import { insertAdministrator } from './administrators.sql.ts';
import type { AdminCore } from './core.ts';
import { type NewAdministrator, newAdministrator, randomPassword } from './new-administrator.ts';
import { type PresentedAdministrator, presentAdministrator } from './present-administrator.ts';
import { recordCreation } from './record-creation.ts';

export interface AdministratorToCreate extends Pick<NewAdministrator, 'email' | 'role'> {
  full_name?: string | undefined;
  /** A random one is made when it is left out. */
  password?: string | undefined;
  /** Who creates it, for the audit log. */
  actor: AuditActor;
}

export interface CreatedAdministrator {
  administrator: PresentedAdministrator;
  /** The random password, which nobody can read again; nothing when it was given. */
  password: string | undefined;
}

/** @throws `email_taken` */
export async function createAdministrator(
  core: AdminCore,
  { email, full_name, role, password: given, actor }: AdministratorToCreate,
): Promise<CreatedAdministrator> {
  const password = given ?? randomPassword();
  const administrator = await newAdministrator(core, {
    email,
    full_name: full_name ?? null,
    role,
    password,
  });
  await core.db.transaction(async (tx) => {
    await insertAdministrator(tx, administrator);
    await recordCreation(core, tx, administrator, actor);
  });
  return {
    administrator: presentAdministrator(administrator),
    password: given === undefined ? password : undefined,
  };
}
