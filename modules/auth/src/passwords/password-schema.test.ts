import { describe, expect, it } from 'vitest';
import { newPasswordSchema } from './password-schema.ts';

describe('a new password', () => {
  it.each([
    ['8 letters of the simplest kind', 'aaaaaaaa'],
    ['200 characters', 'x'.repeat(200)],
    ['8 emoji, which are 16 code units', '🐘'.repeat(8)],
    ['200 letters with their accents apart, which NFKC puts together', 'e\u0301'.repeat(200)],
    ['spaces alone', ' '.repeat(12)],
  ])('may be %s', (_kind, password) => {
    expect(newPasswordSchema.safeParse(password).success).toBe(true);
  });

  it.each([
    ['7 characters', 'aaaaaaa'],
    ['7 emoji, which are 14 code units', '🐘'.repeat(7)],
    ['7 letters with their accents apart', 'e\u0301'.repeat(7)],
    ['201 characters', 'x'.repeat(201)],
    ['a ligature that NFKC makes longer than 200', '\ufdfa'.repeat(12)],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ])('may not be %s', (_kind, password) => {
    expect(newPasswordSchema.safeParse(password).success).toBe(false);
  });

  it('refuses a huge text before it is normalised, which would take a second', () => {
    const refused = newPasswordSchema.safeParse('\ufdfa'.repeat(300_000));
    expect(refused.error?.issues.map(({ code }) => code)).toEqual(['too_big']);
  });
});
