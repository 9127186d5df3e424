import type { AdminCore } from './core.ts';
import {
  type AdministratorToCreate,
  type CreatedAdministrator,
  createAdministrator,
} from './create-administrator.ts';
import { type FirstAdministrator, seedFirstAdministrator } from './seed-first-administrator.ts';

export type { AdministratorToCreate, CreatedAdministrator } from './create-administrator.ts';
export { adminErrors } from './errors.ts';
export type { PresentedAdministrator } from './present-administrator.ts';
export type { FirstAdministrator } from './seed-first-administrator.ts';

/** The people who run the product. */
export interface Admin {
  createAdministrator(given: AdministratorToCreate): Promise<CreatedAdministrator>;
  seedFirstAdministrator(): Promise<FirstAdministrator | undefined>;
}

export function createAdmin(core: AdminCore): Admin {
  return {
    createAdministrator: (given) => createAdministrator(core, given),
    seedFirstAdministrator: () => seedFirstAdministrator(core),
  };
}
