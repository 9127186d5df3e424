import { isDomainError } from '@quartet/platform/errors';

/** The code that an attempt was refused with; `none` when it was let through. */
export async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'none';
  } catch (error) {
    if (isDomainError(error)) return error.definition.code;
    throw error;
  }
}

/** What many attempts at once came to: `none` for each that was let through. */
export async function refusalsOf(attempts: Promise<unknown>[]): Promise<string[]> {
  return Promise.all(attempts.map(refusalOf));
}
