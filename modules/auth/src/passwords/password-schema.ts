import { z } from 'zod';

/** NIST SP 800-63B, section 3.1.1.2, and OWASP ASVS 5 (6.2.1, 6.2.9). */
export const passwordLength = { min: 8, max: 200 } as const;
/** Bounds the work of normalising: 200 characters may take several code units each before NFKC. */
const MAX_CODE_UNITS = 1_000;

/** A password that someone types to sign in: whatever was once accepted. */
export const typedPasswordSchema = z.string().min(1).max(MAX_CODE_UNITS);

/** A password that someone chooses: 8 to 200 characters, counted in code points after NFKC; nothing else is asked. */
export const newPasswordSchema = z
  .string()
  .max(MAX_CODE_UNITS, { abort: true })
  .refine(hasAcceptableLength, `must have ${passwordLength.min} to ${passwordLength.max} characters`)
  .meta({ minLength: passwordLength.min, maxLength: passwordLength.max });

/** Counts code points of the normalised form: what a person takes for characters. */
export function hasAcceptableLength(password: string): boolean {
  const length = [...password.normalize('NFKC')].length;
  return length >= passwordLength.min && length <= passwordLength.max;
}
