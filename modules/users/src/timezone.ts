import { z } from 'zod';

/** The longest name in the IANA database has 32 characters. */
const MAX_LENGTH = 64;

/**
 * A time zone by its name in the IANA database, as the runtime's ICU knows it. The name is kept as given:
 * ICU's own canonical form turns today's names into old ones (Asia/Kolkata into Asia/Calcutta).
 */
export const timezoneSchema = z
  .string()
  .max(MAX_LENGTH)
  .refine(isTimeZone, 'is not the IANA name of a time zone');

function isTimeZone(name: string): boolean {
  // Intl also takes offsets such as +01:00, which say nothing about summer.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
