import { z } from 'zod';

const which = {
  /** Requests whose path begins with this. */
  path: z.string().default('/v1/'),
  probability: z.number().min(0).max(1).default(1),
  /** How many requests it befalls before it is over; for ever when absent. */
  times: z.number().int().min(1).optional(),
};

/** What may go wrong with requests to the API. */
export const apiFaultSchema = z.discriminatedUnion('kind', [
  /** Answered with this status and nothing done. */
  z.strictObject({ kind: z.literal('error'), status: z.number().int().min(400).max(599), ...which }),
  /** Answered late, in milliseconds. */
  z.strictObject({ kind: z.literal('delay'), delayMs: z.number().min(0), ...which }),
  /** The connection is cut without an answer, and nothing done. */
  z.strictObject({ kind: z.literal('disconnect'), ...which }),
]);

export type ApiFault = z.output<typeof apiFaultSchema>;
/** A fault as it is asked for: defaults may be left out. */
export type ApiFaultWanted = z.input<typeof apiFaultSchema>;

/** The faults of the API that are switched on. */
export interface ApiFaults {
  set(faults: readonly ApiFault[]): void;
  /** The fault that befalls a request, counting it. */
  take(path: string): ApiFault | undefined;
}

export function createApiFaults(chance: () => number): ApiFaults {
  let active: { fault: ApiFault; left: number }[] = [];
  return {
    set(faults) {
      active = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
    },
    take(path) {
      const hit = active.find(
        ({ fault, left }) => left > 0 && path.startsWith(fault.path) && chance() < fault.probability,
      );
      if (!hit) return undefined;
      hit.left -= 1;
      return hit.fault;
    },
  };
}
