import type { Transaction } from '@quartet/platform/database';
import { type Id, newId } from '@quartet/platform/ids';
import type { z } from 'zod';
import { type OutboxCore, SEAL_PURPOSE } from './core.ts';
import type { MailTemplates } from './letters/template.ts';
import { insertMail } from './mail.sql.ts';

/** A mail to send: the template decides which values it needs. */
export type NewMail<Templates extends MailTemplates> = {
  [Name in keyof Templates & string]: Addressed<Name, z.output<Templates[Name]['values']>>;
}[keyof Templates & string];

interface Addressed<Name extends string, Values> {
  template: Name;
  values: Values;
  /** One e-mail address. */
  recipient: string;
  /** Whom it is about, when that is a user. */
  userId?: Id<'user'>;
}

/**
 * Has a mail sent once `tx` commits. A link in it is a credential, so what fills the template is sealed at
 * rest, and the job knows the mail's id alone.
 */
export async function enqueueMail(
  core: OutboxCore,
  tx: Transaction,
  mail: Addressed<string, unknown>,
): Promise<void> {
  const id = newId('mail');
  await insertMail(tx, {
    id,
    user_id: mail.userId ?? null,
    recipient: mail.recipient,
    template: mail.template,
    sealed: core.sealer.seal(JSON.stringify(mail.values), SEAL_PURPOSE),
    created_at: core.clock.now(),
  });
  await core.jobs.enqueue(tx, core.sendJob, { mail_id: id });
}
