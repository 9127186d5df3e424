import type { Letter, LetterContext } from './letter.ts';

export function emailTakenNotice(_values: Record<string, never>, { productName }: LetterContext): Letter {
  return {
    subject: `You already have an account at ${productName}`,
    paragraphs: [
      'Someone, probably you, tried to sign up with this address. It has an account already, so nothing was changed.',
      'To get in, sign in with this address. If you do not remember the password, ask for a new one on the sign-in page.',
    ],
    note: 'If it was not you, you can ignore this mail.',
  };
}
