import type { Audit } from '@quartet/audit';
import type { Outbox } from '@quartet/mail';
import type { Clock } from '@quartet/platform/clock';
import type { Database } from '@quartet/platform/database';
import type { teamMails } from './mails.ts';

/** What the module stands on. */
export interface TeamsCore {
  db: Database;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  mail: Pick<Outbox<typeof teamMails>, 'enqueue'>;
}
