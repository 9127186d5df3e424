import type { Audit } from '@quartet/audit';
import type { Mail } from '@quartet/mail';
import type { Clock } from '@quartet/platform/clock';
import type { Database } from '@quartet/platform/database';

/** What the world gives to teams. */
export interface Dependencies {
  db: Database;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  mail: Pick<Mail, 'enqueue'>;
}
