import type { Letter, LetterContext } from './letter.ts';
import { linkWithToken } from './link.ts';

export function verifyEmail({ token }: { token: string }, { appUrl, productName }: LetterContext): Letter {
  return {
    subject: `Confirm your e-mail address for ${productName}`,
    paragraphs: [`Please confirm that this address is yours, so that ${productName} can rely on it.`],
    action: { label: 'Confirm the address', url: linkWithToken(appUrl, '/verify-email', token) },
    note: 'The link works once and for a limited time. If you did not sign up, you can ignore this mail.',
  };
}
