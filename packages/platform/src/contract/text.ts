import { z } from 'zod';

/**
 * One line that a person typed, such as a name: trimmed, of bounded length, without control characters. Lone
 * surrogates are refused for what comes from elsewhere than a request, where every field is checked for them.
 *
 * @example const name = lineOfText({ min: 1, max: 100 });
 */
export function lineOfText({ min = 0, max }: { min?: number; max: number }) {
  return z
    .string()
    .trim()
    .min(min)
    .max(max)
    .regex(/^\P{Cc}*$/u, 'holds control characters')
    .refine((line) => line.isWellFormed(), 'holds characters that cannot be stored');
}

/** An opaque token as a client gives it back: ours have 43 characters; what is much longer was not made here. */
export const opaqueToken = z.string().min(1).max(200);
