import { expect, vi } from 'vitest';
import { z } from 'zod';
import { send } from './send.ts';

/** A mail as its recipient reads it. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** The addresses in the text, in their order. */
  links: string[];
}

/** Reads what a recipient has got, the newest first. */
export type ReadMails = (recipient: string) => Promise<Mail[]>;

const mailboxShape = z.object({
  items: z.array(
    z.object({ to: z.string(), subject: z.string(), text: z.string(), links: z.array(z.string()) }),
  ),
});

/** The mails in the development mailbox of a service. */
export function developmentMailbox(url: string): ReadMails {
  return async (recipient) => {
    const path = `/dev/mailbox.json?recipient=${encodeURIComponent(recipient)}`;
    return mailboxShape.parse((await send(url, { method: 'GET', path })).body).items;
  };
}

/** Mails leave by a background job: what a slow machine may need for one. */
const MAIL_TIMEOUT_MS = 20_000;

/**
 * Waits for a mail to a recipient.
 *
 * @param subject says which of their mails
 * @param count how many of them there have to be by then; the newest is answered
 */
export async function waitForMail(
  readMails: ReadMails,
  { recipient, subject, count = 1 }: { recipient: string; subject: RegExp; count?: number },
): Promise<Mail> {
  // A mailbox that cannot be read at all is nothing to wait for.
  await readMails(recipient);
  return vi.waitFor(
    async () => {
      const mails = (await readMails(recipient)).filter((mail) => subject.test(mail.subject));
      expect(mails.length, `mails to ${recipient} about ${subject}`).toBeGreaterThanOrEqual(count);
      const [newest] = mails;
      if (newest === undefined) throw new Error('There is no mail.');
      return newest;
    },
    { timeout: MAIL_TIMEOUT_MS, interval: 25 },
  );
}

/** The token in the link of a mail. */
export function tokenIn(mail: Mail): string {
  const token = mail.links.map((link) => new URL(link).searchParams.get('token')).find(Boolean);
  if (!token) throw new Error(`There is no link with a token in "${mail.subject}".`);
  return token;
}
