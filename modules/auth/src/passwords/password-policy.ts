import type { FieldError } from '@quartet/platform/errors';
import { dictionary } from '@zxcvbn-ts/language-common';
import { authErrors } from '../errors.ts';
import { hasAcceptableLength } from './password-schema.ts';

/** What a chosen password must not be. */
export interface PasswordPolicy {
  /**
   * @param field where the password stood in the request, for the answer
   * @throws `weak_password` for one of the most common passwords, or the person's own address
   */
  check(password: string, email: string, field: string): void;
}

/** Refuses the 18,000 passwords of the list that are long enough to be chosen (OWASP ASVS 5, 6.2.4). */
export function createPasswordPolicy(): PasswordPolicy {
  const common = new Set(dictionary['passwords-common'].filter(hasAcceptableLength));
  return {
    check(password, email, field) {
      const guess = password.normalize('NFKC').toLowerCase();
      if (common.has(guess)) refuse({ path: field, message: 'is one of the most common passwords' });
      if (guess === email || guess === localPartOf(email))
        refuse({ path: field, message: 'is your e-mail address' });
    },
  };
}

function localPartOf(email: string): string {
  return email.slice(0, email.lastIndexOf('@'));
}

function refuse(error: FieldError): never {
  throw authErrors.weakPassword({ errors: [error] });
}
