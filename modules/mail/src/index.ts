import { secondsAfter } from '@quartet/platform/clock';
import type { Transaction } from '@quartet/platform/database';
import { idSchema } from '@quartet/platform/ids';
import type { JobRun } from '@quartet/platform/jobs';
import { z } from 'zod';
import { type MailCore, type OutboxCore, SEND_JOB } from './core.ts';
import { enqueueMail, type NewMail } from './enqueue-mail.ts';
import type { MailTemplates } from './letters/template.ts';
import { deleteMailsBefore, type MailId } from './mail.sql.ts';
import { SEND_TIMEOUT_SECONDS, sendMail } from './send-mail.ts';

export type { NewMail } from './enqueue-mail.ts';
export { foreignText } from './letters/foreign-text.ts';
export { type Letter, type LetterContext, renderLetter } from './letters/letter.ts';
export { linkWithToken } from './letters/link.ts';
export { defineMail, type MailTemplate, type MailTemplates, writeLetter } from './letters/template.ts';

/** Sends mails of the given kinds. */
export interface Mail<Templates extends MailTemplates> {
  /** Has a mail sent once `tx` commits, and never when it rolls back. */
  enqueue(tx: Transaction, mail: NewMail<Templates>): Promise<void>;
  /** The job's handler: one attempt at one mail. @throws when it should be tried again */
  sendOne(id: MailId, run: JobRun): Promise<void>;
}

/**
 * Defines its jobs on `jobs`; mails leave once those are started.
 *
 * @example
 * const mail = createMail({ db, jobs, sealer, clock, transport, log, appUrl, productName,
 *   templates: { ...authMails, ...teamMails } });
 */
export function createMail<Templates extends MailTemplates>(
  core: MailCore & { templates: Templates },
): Mail<Templates> {
  const mail: Mail<Templates> = {
    enqueue: (tx, newMail) => enqueueMail(core, tx, newMail),
    sendOne: (id, run) => sendMail(core, id, run),
  };
  core.jobs.define(
    SEND_JOB,
    (payload, run) => mail.sendOne(sendPayload.parse(payload).mail_id, run),
    SENDING,
  );
  core.jobs.schedule('mail.forget', '23 3 * * *', () =>
    deleteMailsBefore(core.db.orm, secondsAfter(core.clock.now(), -KEPT_SECONDS)),
  );
  return mail;
}

/**
 * For a service whose mails another one sends, which has the templates: it enqueues mails and does not work on
 * the queue, which it declares on `jobs`.
 *
 * @example const mail = createOutbox<typeof billingMails>({ jobs, sealer, clock });
 */
export function createOutbox<Templates extends MailTemplates>(
  core: OutboxCore,
): Pick<Mail<Templates>, 'enqueue'> {
  core.jobs.declare(SEND_JOB, SENDING);
  return { enqueue: (tx, newMail) => enqueueMail(core, tx, newMail) };
}

const sendPayload = z.strictObject({ mail_id: idSchema('mail') });

/** A mail server may be away for hours: the waits double from a second to an hour, five hours in all. */
const SENDING = {
  concurrency: 5,
  retryLimit: 16,
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 3_600,
  timeoutSeconds: SEND_TIMEOUT_SECONDS,
};

/** Long enough to find out why a mail did not arrive; addresses are not kept for ever. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;
