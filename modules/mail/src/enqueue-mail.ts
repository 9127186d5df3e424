import type { Transaction } from '@quartet/platform/database';
import { type Id, newId } from '@quartet/platform/ids';
import { type MailCore, SEAL_PURPOSE, SEND_JOB } from './core.ts';
import { insertMail } from './mail.sql.ts';
import type { FilledTemplate } from './templates/index.ts';

/** A mail to send: the template decides which values it needs. */
export type NewMail = FilledTemplate & {
  /** One e-mail address. */
  recipient: string;
  /** Whom it is about, when that is a user. */
  userId?: Id<'user'>;
};

/**
 * Has a mail sent once `tx` commits. A link in it is a credential, so what fills the template is sealed at
 * rest, and the job knows the mail's id alone.
 */
export async function enqueueMail(core: MailCore, tx: Transaction, mail: NewMail): Promise<void> {
  const id = newId('mail');
  await insertMail(tx, {
    id,
    user_id: mail.userId ?? null,
    recipient: mail.recipient,
    template: mail.template,
    sealed: core.sealer.seal(JSON.stringify(mail.values), SEAL_PURPOSE),
    created_at: core.clock.now(),
  });
  await core.jobs.enqueue(tx, SEND_JOB, { mail_id: id });
}
