export {
  createDevelopmentMailbox,
  type DevelopmentMailbox,
  type ReceivedMail,
} from './development-mailbox.ts';
export { mailConfig, mailRule } from './mail-config.ts';
export type { MailMessage, MailTransport } from './mail-transport.ts';
export { mailTransportOf } from './mail-transport-of.ts';
export { createSmtpTransport } from './smtp-transport.ts';
