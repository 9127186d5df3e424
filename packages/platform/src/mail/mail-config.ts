import { z } from 'zod';
import { type ConfigOf, type ConfigRule, declareConfig, type Environment } from '../config/index.ts';

const DEFAULT_FROM = 'Quartet <no-reply@localhost>';
const SENDER = /^([^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;

/** Settings of outgoing mail. */
export const mailConfig = declareConfig({
  smtpUrl: {
    env: 'SMTP_URL',
    secret: true,
    required: false,
    schema: z.string().regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://'),
    description: 'SMTP server that mails leave by (default: the development mailbox); required in production',
  },
  mailFrom: {
    env: 'MAIL_FROM',
    schema: z
      .string()
      .regex(SENDER, 'must be an address, such as Quartet <no-reply@example.com>')
      .default(DEFAULT_FROM),
    description: 'Sender of mails; required in production',
  },
});

type MailSettings = ConfigOf<typeof mailConfig> & { readonly environment: Environment };

/** Production without a way to send mail would lose every one of them. */
export const mailRule: ConfigRule<MailSettings> = ({ environment, smtpUrl, mailFrom }) => {
  if (environment !== 'production') return undefined;
  const missing = [...(smtpUrl ? [] : ['SMTP_URL']), ...(mailFrom === DEFAULT_FROM ? ['MAIL_FROM'] : [])];
  return missing.map((env) => `${env} is missing: production sends real mail`);
};
