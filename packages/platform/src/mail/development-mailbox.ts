import type { Database } from '../database/index.ts';
import { compose } from './compose.ts';
import { findMail, insertMail, selectMails } from './development-mails.sql.ts';
import type { MailTransport } from './mail-transport.ts';
import type { DevelopmentMail } from './schema.ts';

/** A mail as its recipient would see it. */
export interface ReceivedMail {
  id: number;
  receivedAt: Date;
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  messageId: string;
  /** The addresses in the text, in their order. */
  links: string[];
}

/** Where mails end in development: a table instead of an SMTP server, for all services together. */
export interface DevelopmentMailbox extends MailTransport {
  /** The newest first, of one recipient or of all. */
  list(options: { recipient?: string; limit: number }): Promise<ReceivedMail[]>;
  read(id: number): Promise<ReceivedMail | undefined>;
}

/** Keeps mails as the bytes that SMTP would carry and parses those, so that what is shown was a real mail. */
export function createDevelopmentMailbox({ db, from }: { db: Database; from: string }): DevelopmentMailbox {
  return {
    send: async (message) => {
      // Loaded with the first mail, and the parser with the first look: a start waits for neither.
      const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
      const node = new MailComposer(compose(message, from)).compile();
      const messageId = node.messageId();
      const raw = await node.build();
      await insertMail(db.orm, { recipient: message.to, raw });
      return { messageId };
    },
    list: async (options) => Promise.all((await selectMails(db.orm, options)).map(parse)),
    read: async (id) => {
      const row = await findMail(db.orm, id);
      return row && parse(row);
    },
  };
}

async function parse(row: DevelopmentMail): Promise<ReceivedMail> {
  const { default: PostalMime } = await import('postal-mime');
  const mail = await PostalMime.parse(row.raw);
  const body = mail.text ?? '';
  return {
    id: row.id,
    receivedAt: row.received_at,
    from: mail.from?.address ?? '',
    to: row.recipient,
    subject: mail.subject ?? '',
    text: body,
    html: mail.html ?? '',
    messageId: mail.messageId ?? '',
    links: body.match(/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g) ?? [],
  };
}
