import { z } from 'zod';

/** Ids and types: text that can be stored, logged and put into a path. */
export const identifier = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/);
