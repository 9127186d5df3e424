import { z } from 'zod';

/** Ids and other short text that has to be there. */
export const id = z.string().min(1);

/** Text that may be absent, or null, in some version. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

/** A reference to another object: its id, or the object itself where it was expanded. */
export const requiredReference = z
  .union([id, z.object({ id })])
  .transform((found) => (typeof found === 'string' ? found : found.id));

/** The same, where there may be none. */
export const reference = requiredReference.nullish().transform((found) => found ?? null);

/** Seconds since 1970. */
export const moment = z.int().transform((seconds) => new Date(seconds * 1000));

export const optionalMoment = z
  .int()
  .nullish()
  .transform((seconds) => (seconds == null ? null : new Date(seconds * 1000)));

/** In the smallest unit of the currency. */
export const amount = z.int();
export const optionalAmount = amount.nullish().transform((cents) => cents ?? null);

export const count = z
  .int()
  .nullish()
  .transform((number) => number ?? 0);

export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
