import nodemailer from 'nodemailer';
import SMTPPool from 'nodemailer/lib/smtp-pool';
import { compose } from './compose.ts';
import type { MailTransport } from './mail-transport.ts';

export interface SmtpTransport extends MailTransport {
  /** Closes idle connections; one that sends is closed when it has sent. */
  close(): void;
}

const TIMEOUTS_MS = {
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
};
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Sends over a few kept connections. TLS is required but on loopback; for a trusted network without it the
 * address says so: `smtp://relay.internal:25?requireTLS=false`.
 *
 * @param url `smtp://user:password@host:587` (STARTTLS) or `smtps://…` (TLS from the start)
 * @param from the sender, such as `Quartet <no-reply@example.com>`
 */
export function createSmtpTransport({ url, from }: { url: string; from: string }): SmtpTransport {
  const pool = new SMTPPool({
    pool: true,
    maxRequeues: 0, // trying again is the job's business
    requireTLS: !LOOPBACK.test(new URL(url).hostname),
    ...TIMEOUTS_MS,
    url, // wins over what stands before it
  });
  const transporter = nodemailer.createTransport(pool);
  return {
    send: async (message, signal) => {
      const sent = await transporter.sendMail({ ...compose(message, from), ...(signal && { signal }) });
      return { messageId: sent.messageId };
    },
    close: () => transporter.close(),
  };
}
