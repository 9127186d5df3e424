import type { Outbox as MailOutbox, NewMail } from '@quartet/mail';
import { createSealer } from '@quartet/platform/crypto';
import type { Database } from '@quartet/platform/database';
import { newId } from '@quartet/platform/ids';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { authMails } from '../mails.ts';

type AuthMail = NewMail<typeof authMails>;

/** Keeps mails in the database's own table, so that one is there if and only if its transaction committed. */
export interface Outbox extends Pick<MailOutbox<typeof authMails>, 'enqueue'> {
  /** What was mailed to an address, the oldest first. */
  mailsTo(recipient: string): Promise<AuthMail['template'][]>;
  /** The token of the last mail of this template to an address. */
  tokenFor(recipient: string, template: 'verify_email' | 'reset_password'): Promise<string>;
}

const sealer = createSealer('the key of the outbox, which only the outbox has');

export function createOutbox(db: Database): Outbox {
  return {
    async enqueue(tx, mail) {
      const sealed = sealer.seal(JSON.stringify(mail.values), 'mail');
      await tx.execute(sql`
        insert into mails (id, user_id, recipient, template, sealed, created_at)
        values (${newId('mail')}, ${mail.userId ?? null}, ${mail.recipient}, ${mail.template}, ${sealed}, now())`);
    },
    async mailsTo(recipient) {
      const { rows } = await db.orm.execute<{ template: AuthMail['template'] }>(
        sql`select template from mails where recipient = ${recipient} order by id`,
      );
      return rows.map((row) => row.template);
    },
    async tokenFor(recipient, template) {
      const { rows } = await db.orm.execute<{ sealed: Buffer }>(sql`
        select sealed from mails where recipient = ${recipient} and template = ${template} order by id desc limit 1`);
      const values: unknown = JSON.parse(sealer.open(rows[0]?.sealed ?? Buffer.alloc(0), 'mail'));
      return z.object({ token: z.string() }).parse(values).token;
    },
  };
}
