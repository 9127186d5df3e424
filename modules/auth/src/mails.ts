import { defineMail, linkWithToken } from '@quartet/mail';
import { z } from 'zod';

/** The pages of the product that the links lead to, below `APP_URL`. */
export const authPages = { verifyEmail: '/verify-email', resetPassword: '/reset-password' } as const;

const withToken = z.strictObject({ token: z.string() });

/** What auth mails to people, from an outbox of its own. */
export const authMails = {
  verify_email: defineMail(withToken, ({ token }, { appUrl, productName }) => ({
    subject: `Confirm your e-mail address for ${productName}`,
    paragraphs: [`Please confirm that this address is yours, so that ${productName} can rely on it.`],
    action: { label: 'Confirm the address', url: linkWithToken(appUrl, authPages.verifyEmail, token) },
    note: 'The link works once and for a limited time. If you did not sign up, you can ignore this mail.',
  })),
  reset_password: defineMail(withToken, ({ token }, { appUrl, productName }) => ({
    subject: `Set a new password for ${productName}`,
    paragraphs: ['Someone, probably you, asked to set a new password for your account.'],
    action: { label: 'Set a new password', url: linkWithToken(appUrl, authPages.resetPassword, token) },
    note:
      'The link works once and for a limited time. If it was not you, you can ignore this mail: ' +
      'your password stays as it is.',
  })),
  password_changed: defineMail(z.strictObject({}), (_values, { productName }) => ({
    subject: `Your password for ${productName} was changed`,
    paragraphs: ['The password of your account was changed just now.'],
    note: 'If it was not you, ask for a new password on the sign-in page at once: that also signs out everyone else.',
  })),
};
