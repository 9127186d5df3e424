import type { MailComposerOptions } from 'nodemailer';
import type { MailMessage } from './mail-transport.ts';

/** The message in nodemailer's terms: what SMTP sends and what the development mailbox keeps are the same. */
export function compose(message: MailMessage, from: string) {
  return {
    from,
    to: { name: '', address: message.to }, // an object, since text would be split at commas
    subject: message.subject,
    text: message.text,
    html: message.html,
    ...(message.messageId === undefined ? {} : { messageId: message.messageId }),
    headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: no out-of-office answers
    disableFileAccess: true,
    disableUrlAccess: true,
  } satisfies MailComposerOptions;
}
