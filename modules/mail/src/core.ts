import type { Clock } from '@quartet/platform/clock';
import type { Sealer } from '@quartet/platform/crypto';
import type { Database } from '@quartet/platform/database';
import type { Jobs } from '@quartet/platform/jobs';
import type { Log } from '@quartet/platform/log';
import type { MailTransport } from '@quartet/platform/mail';
import type { MailTemplates } from './letters/template.ts';

/** What the module stands on. */
export interface MailCore {
  db: Database;
  jobs: Jobs;
  sealer: Sealer;
  clock: Clock;
  transport: MailTransport;
  log: Log;
  /** Where links lead, from configuration alone: a request's headers are the sender's to choose. */
  appUrl: string;
  /** What the product calls itself to people. */
  productName: string;
}

/** What one module's mails stand on. */
export interface OutboxCore extends MailCore {
  templates: MailTemplates;
  sendJob: string;
}

/** The sealer's purpose, which both sides must name. */
export const SEAL_PURPOSE = 'mail';
