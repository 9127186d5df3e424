import { hasAdministrators, insertUnlessTaken } from './administrators.sql.ts';
import type { AdminCore } from './core.ts';
import { newAdministrator, randomPassword } from './new-administrator.ts';
import { type PresentedAdministrator, presentAdministrator } from './present-administrator.ts';
import { recordCreation } from './record-creation.ts';

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
export async function seedFirstAdministrator(core: AdminCore): Promise<FirstAdministrator | undefined> {
  if (await hasAdministrators(core.db.orm)) return undefined;
  const password = randomPassword();
  const administrator = await newAdministrator(core, {
    email: FIRST_EMAIL,
    full_name: null,
    role: 'owner',
    password,
  });
  return core.db.transaction(async (tx) => {
    const isFirst = await insertUnlessTaken(tx, administrator);
    if (!isFirst) return undefined;
    await recordCreation(core, tx, administrator, { kind: 'system' });
    return { administrator: presentAdministrator(administrator), password };
  });
}
