import type { Letter, LetterContext } from './letter.ts';
import { linkWithToken } from './link.ts';

export function resetPassword({ token }: { token: string }, { appUrl, productName }: LetterContext): Letter {
  return {
    subject: `Set a new password for ${productName}`,
    paragraphs: ['Someone, probably you, asked to set a new password for your account.'],
    action: { label: 'Set a new password', url: linkWithToken(appUrl, '/reset-password', token) },
    note:
      'The link works once and for a limited time. If it was not you, you can ignore this mail: ' +
      'your password stays as it is.',
  };
}
