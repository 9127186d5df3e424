import type { ConfigOf } from '../config/index.ts';
import type { DevelopmentMailbox } from './development-mailbox.ts';
import type { mailConfig } from './mail-config.ts';
import type { MailTransport } from './mail-transport.ts';
import { createSmtpTransport } from './smtp-transport.ts';

interface MailTransportOptions {
  config: Pick<ConfigOf<typeof mailConfig>, 'smtpUrl' | 'mailFrom'>;
  /** Where mails end without an SMTP server. */
  mailbox: DevelopmentMailbox;
  /** Registers what is released once nothing sends any more. */
  onClose(release: () => Promise<void>): void;
}

/** The SMTP server of the configuration, kept open while jobs may still send, or else the development mailbox. */
export function mailTransportOf({ config, mailbox, onClose }: MailTransportOptions): MailTransport {
  if (config.smtpUrl === undefined) return mailbox;
  const transport = createSmtpTransport({ url: config.smtpUrl.reveal(), from: config.mailFrom });
  onClose(transport.close);
  return transport;
}
