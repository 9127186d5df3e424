import type { Letter, LetterContext } from './letter.ts';

export function passwordChanged(_values: Record<string, never>, { productName }: LetterContext): Letter {
  return {
    subject: `Your password for ${productName} was changed`,
    paragraphs: ['The password of your account was changed just now.'],
    note: 'If it was not you, ask for a new password on the sign-in page at once: that also signs out everyone else.',
  };
}
