import type { Transporter } from 'nodemailer';
import { compose } from './compose.ts';
import type { MailTransport } from './mail-transport.ts';

export interface SmtpTransport extends MailTransport {
  /** Closes idle connections; one that sends is closed when it has sent. */
  close(): Promise<void>;
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
  let opened: Promise<Transporter> | undefined;
  return {
    send: async (message, signal) => {
      opened ??= openPool(url);
      const transporter = await opened;
      const sent = await transporter.sendMail({ ...compose(message, from), ...(signal && { signal }) });
      return { messageId: sent.messageId };
    },
    close: async () => (await opened)?.close(),
  };
}

/** Loaded with the first mail, so that a start does not wait for it. */
async function openPool(url: string): Promise<Transporter> {
  const { default: nodemailer } = await import('nodemailer');
  const { default: SMTPPool } = await import('nodemailer/lib/smtp-pool');
  return nodemailer.createTransport(
    new SMTPPool({
      pool: true,
      maxRequeues: 0, // trying again is the job's business
      requireTLS: !LOOPBACK.test(new URL(url).hostname),
      ...TIMEOUTS_MS,
      url, // wins over what stands before it
    }),
  );
}
