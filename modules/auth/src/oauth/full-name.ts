import { z } from 'zod';

/** A name as a provider gives it, if it is one that a person could have registered with. */
export const fullNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u)
  .refine((name) => name.isWellFormed());
