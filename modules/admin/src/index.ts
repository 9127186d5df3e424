import type { Database } from '@quartet/platform/database';
import {
  type AdministratorToCreate,
  type CreatedAdministrator,
  createAdministrator,
} from './create-administrator.ts';
import type { NewAdministratorDependencies } from './new-administrator.ts';
import { type FirstAdministrator, seedFirstAdministrator } from './seed-first-administrator.ts';

export type { AdministratorToCreate, CreatedAdministrator } from './create-administrator.ts';
export { adminErrors } from './errors.ts';
export type { PresentedAdministrator } from './present-administrator.ts';
export type { FirstAdministrator } from './seed-first-administrator.ts';

/** The people who run the product. */
export interface Administrators {
  create(given: AdministratorToCreate): Promise<CreatedAdministrator>;
  seedFirst(): Promise<FirstAdministrator | undefined>;
}

export function createAdministrators(
  dependencies: NewAdministratorDependencies & { db: Database },
): Administrators {
  return {
    create: (given) => createAdministrator(dependencies, given),
    seedFirst: () => seedFirstAdministrator(dependencies),
  };
}
