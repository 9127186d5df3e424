import type { Audit } from '@quartet/audit';
import type { Clock } from '@quartet/platform/clock';
import type { Database } from '@quartet/platform/database';

/** What the module stands on. */
export interface AdminCore {
  db: Database;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  /** Makes a PHC string. */
  hashPassword: (password: string) => Promise<string>;
}
