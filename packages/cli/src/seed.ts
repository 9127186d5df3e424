import { type AdministratorToCreate, type CreatedAdministrator, createAdmin } from '@quartet/admin';
import { createAudit } from '@quartet/audit';
import { seedPlans } from '@quartet/billing';
import { systemClock } from '@quartet/platform/clock';
import { createDatabase, type Database } from '@quartet/platform/database';
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
  const db = createDatabase({ url, applicationName: 'quartet-seed', actsAs: 'login', log, poolSize: 2 });
  try {
    const [, first] = await Promise.all([seedPlans(db), adminOn(db).seedFirstAdministrator()]);
    if (first === undefined) return;
    announce(credentialsOf(first));
  } finally {
    await db.close();
  }
}

/** How a person learns the credentials of a new administrator. */
export function credentialsOf({ administrator, password }: CreatedAdministrator): string {
  return `Administrator ${administrator.email}, password ${password} (shown this once).`;
}

/** Makes an administrator; without a password in `given`, a random one. @throws `email_taken` */
export async function createAdministratorIn(
  { url, log }: Pick<SeedOptions, 'url' | 'log'>,
  given: Omit<AdministratorToCreate, 'actor'>,
): Promise<CreatedAdministrator> {
  const db = createDatabase({
    url,
    applicationName: 'quartet-admin-create',
    actsAs: 'login',
    log,
    poolSize: 1,
  });
  try {
    return await adminOn(db).createAdministrator({ ...given, actor: COMMAND_LINE });
  } finally {
    await db.close();
  }
}

/** Whoever can run the command has the owner's connection; the log cannot tell them apart. */
const COMMAND_LINE = { kind: 'operator', id: 'command-line' } as const;

function adminOn(db: Database) {
  const clock = systemClock;
  return createAdmin({ db, clock, audit: createAudit({ clock }), hashPassword });
}

/** Loaded on demand: only the first start of all hashes a password. */
async function hashPassword(password: string): Promise<string> {
  const { createPasswordHashes } = await import('@quartet/auth');
  return createPasswordHashes((work) => work()).hash(password);
}
