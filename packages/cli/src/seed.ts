import { type AdministratorToCreate, type CreatedAdministrator, createAdministrators } from '@quartet/admin';
import { seedPlans } from '@quartet/billing';
import { systemClock } from '@quartet/platform/clock';
import { createDatabase } from '@quartet/platform/database';
import type { Log } from '@quartet/platform/log';

export interface SeedOptions {
  /** Connection as the owner of the schema. */
  url: string;
  log: Log;
  /** Shows something once, such as the password of the first administrator. */
  announce(text: string): void;
}

/** Puts in what a fresh database needs before the first request: the plans and the first administrator. */
export async function seed({ url, log, announce }: SeedOptions): Promise<void> {
  const db = createDatabase({ url, applicationName: 'quartet-seed', log, poolSize: 2 });
  try {
    const administrators = createAdministrators({ db, clock: systemClock, hashPassword });
    const [, first] = await Promise.all([seedPlans(db), administrators.seedFirst()]);
    if (first === undefined) return;
    announce(`Administrator ${first.administrator.email}, password ${first.password} (shown this once).`);
  } finally {
    await db.close();
  }
}

/** Makes an administrator; without a password in `given`, a random one. @throws `email_taken` */
export async function createAdministratorIn(
  { url, log }: Pick<SeedOptions, 'url' | 'log'>,
  given: AdministratorToCreate,
): Promise<CreatedAdministrator> {
  const db = createDatabase({ url, applicationName: 'quartet-admin-create', log, poolSize: 1 });
  try {
    return await createAdministrators({ db, clock: systemClock, hashPassword }).create(given);
  } finally {
    await db.close();
  }
}

/** Loaded on demand: only the first start of all hashes a password. */
async function hashPassword(password: string): Promise<string> {
  const { createPasswordHashes } = await import('@quartet/auth');
  return createPasswordHashes((work) => work()).hash(password);
}
