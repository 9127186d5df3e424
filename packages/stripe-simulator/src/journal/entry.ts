import { z } from 'zod';

const endpoint = z.object({ url: z.string(), secret: z.string(), enabledEvents: z.array(z.string()) });
const change = {
  /** Unix seconds of the main timeline. */
  at: z.int(),
  /** How many events there had been: another number at a replay tells of another version of the simulator. */
  events: z.int(),
};

/** One line of a journal. */
export const entrySchema = z.discriminatedUnion('op', [
  /** The first line: ids follow from the seed. */
  z.object({ op: z.literal('begin'), seed: z.string() }),
  z.object({
    op: z.literal('request'),
    ...change,
    id: z.string(),
    method: z.enum(['POST', 'DELETE']),
    url: z.string(),
    idempotencyKey: z.string().optional(),
    body: z.unknown().optional(),
  }),
  z.object({ op: z.literal('advance'), ...change, seconds: z.int() }),
  z.object({
    op: z.literal('emit'),
    ...change,
    type: z.string(),
    object: z.record(z.string(), z.unknown()),
    previous: z.record(z.string(), z.unknown()).optional(),
  }),
  /** The endpoints that the simulator was started with, in place of those of the last start. */
  z.object({ op: z.literal('configure'), ...change, endpoints: z.array(endpoint) }),
  /** Where the hosted pages are from now on. */
  z.object({ op: z.literal('address'), ...change, address: z.string() }),
  /** What became of sending an event to an endpoint. */
  z.object({
    op: z.literal('settled'),
    event: z.string(),
    endpoint: z.string(),
    state: z.enum(['delivered', 'failed', 'dropped']),
  }),
]);

export type Entry = z.output<typeof entrySchema>;
export type ChangeEntry = Extract<Entry, { at: number }>;
export type SettledEntry = Extract<Entry, { op: 'settled' }>;
export type ConfiguredEndpoint = z.output<typeof endpoint>;

/** A change as whoever makes it tells it; when it was is added. */
export type Change = ChangeEntry extends infer Each
  ? Each extends ChangeEntry
    ? Omit<Each, 'at' | 'events'>
    : never
  : never;
