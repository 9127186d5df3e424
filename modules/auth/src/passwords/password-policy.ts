import type { FieldError } from '@quartet/platform/errors';
import { authErrors } from '../errors.ts';
import { hasAcceptableLength } from './password-schema.ts';

/** What a chosen password must not be. */
export interface PasswordPolicy {
  /**
   * @param field where the password stood in the request, for the answer
   * @throws `weak_password` for one of the most common passwords, or the person's own address
   */
  check(password: string, email: string, field: string): Promise<void>;
}

/** Refuses the 18,000 passwords of the list that are long enough to be chosen (OWASP ASVS 5, 6.2.4). */
export function createPasswordPolicy(): PasswordPolicy {
  let common: Promise<Set<string>> | undefined;
  return {
    async check(password, email, field) {
      common ??= loadCommonPasswords();
      const guess = password.normalize('NFKC').toLowerCase();
      if ((await common).has(guess)) refuse({ path: field, message: 'is one of the most common passwords' });
      if (guess === email || guess === localPartOf(email))
        refuse({ path: field, message: 'is your e-mail address' });
    },
  };
}

/** Loaded with the first password that is chosen: the list takes 20 MB. */
async function loadCommonPasswords(): Promise<Set<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].filter(hasAcceptableLength));
}

function localPartOf(email: string): string {
  return email.slice(0, email.lastIndexOf('@'));
}

function refuse(error: FieldError): never {
  throw authErrors.weakPassword({ errors: [error] });
}
