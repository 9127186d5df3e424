import { secondsAfter } from '@quartet/platform/clock';
import type { Transaction } from '@quartet/platform/database';
import { idSchema } from '@quartet/platform/ids';
import type { JobRun } from '@quartet/platform/jobs';
import { z } from 'zod';
import type { MailCore, OutboxCore } from './core.ts';
import { enqueueMail, type NewMail } from './enqueue-mail.ts';
import type { MailTemplates } from './letters/template.ts';
import { deleteMailsBefore, type MailId } from './mail.sql.ts';
import { SEND_TIMEOUT_SECONDS, sendMail } from './send-mail.ts';

export type { NewMail } from './enqueue-mail.ts';
export { foreignText } from './letters/foreign-text.ts';
export { type Letter, type LetterContext, renderLetter } from './letters/letter.ts';
export { linkWithToken } from './letters/link.ts';
export { defineMail, type MailTemplate, type MailTemplates, writeLetter } from './letters/template.ts';

/** The mails of one module. */
export interface Outbox<Templates extends MailTemplates> {
  /** Has a mail sent once `tx` commits, and never when it rolls back. */
  enqueue(tx: Transaction, mail: NewMail<Templates>): Promise<void>;
  /** The job's handler: one attempt at one mail. @throws when it should be tried again */
  sendOne(id: MailId, run: JobRun): Promise<void>;
}

export interface Mail {
  /**
   * Opens the outbox of a module. Each has a queue of its own, so that a service that has no such module never
   * gets a mail that it cannot write.
   *
   * @param module lower case, for ever the same: mails wait under it
   * @example const teams = createTeams({ …, mail: mail.outbox('teams', teamMails) });
   */
  outbox<Templates extends MailTemplates>(module: string, templates: Templates): Outbox<Templates>;
}

/**
 * Defines its jobs on `jobs`; mails leave once those are started.
 *
 * @example const mail = createMail({ db, jobs, sealer, clock, transport, log, appUrl, productName });
 */
export function createMail(core: MailCore): Mail {
  core.jobs.schedule('mail.forget', '23 3 * * *', () =>
    deleteMailsBefore(core.db.orm, secondsAfter(core.clock.now(), -KEPT_SECONDS)),
  );
  return {
    outbox: (module, templates) => openOutbox({ ...core, templates, sendJob: `mail.send_${module}` }),
  };
}

function openOutbox(core: OutboxCore) {
  const sendOne = (id: MailId, run: JobRun) => sendMail(core, id, run);
  core.jobs.define(core.sendJob, (payload, run) => sendOne(sendPayload.parse(payload).mail_id, run), SENDING);
  return {
    enqueue: (tx: Transaction, mail: Parameters<typeof enqueueMail>[2]) => enqueueMail(core, tx, mail),
    sendOne,
  };
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
