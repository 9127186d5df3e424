import { z } from 'zod';

export const eventStatuses = ['pending', 'processed', 'ignored', 'parked'] as const;
export type EventStatus = (typeof eventStatuses)[number];

/**
 * How an entry came into the log: `signed` and `unsigned` were delivered, `reconciled` was found in the provider's
 * list, `observed` is no event but the object itself, as the provider gave it when asked.
 */
export const eventSources = ['signed', 'unsigned', 'reconciled', 'observed'] as const;
export type EventSource = (typeof eventSources)[number];

const text = z.string().min(1).max(500);
const moment = z.iso
  .datetime({ offset: true })
  .refine((value) => /^(19|20|21)/.test(value), 'must be between 1900 and 2199');

/** Which events of the log are meant: all conditions hold. */
export const eventFilter = z.strictObject({
  provider: text.optional(),
  account: z.string().max(200).optional(),
  type: text.optional(),
  status: z.enum(eventStatuses).optional(),
  source: z.enum(eventSources).optional(),
  object: text.optional().meta({ description: 'key of an object, such as subscription:sub_123' }),
  received_from: moment.optional(),
  received_to: moment.optional().meta({ description: 'exclusive' }),
});

export type EventFilter = z.output<typeof eventFilter>;
