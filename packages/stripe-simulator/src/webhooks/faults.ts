import { z } from 'zod';
import { matchesType } from './matches-type.ts';

const which = {
  /** The events it may befall; all when absent. `invoice.*` means a family. */
  types: z.array(z.string()).default(['*']),
  /** How likely it befalls each of them, up to 1. */
  probability: z.number().min(0).max(1).default(1),
};
const copies = z.number().int().min(1).max(10_000);

/** What may go wrong with deliveries. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** Never sent. */
  z.strictObject({ kind: z.literal('drop'), ...which }),
  /** Sent `copies` times more, one after the other. */
  z.strictObject({ kind: z.literal('duplicate'), copies: copies.default(1), ...which }),
  /** Sent after up to `places` later events. */
  z.strictObject({ kind: z.literal('reorder'), places: z.number().int().min(1).default(3), ...which }),
  /** Sent up to `delayMs` milliseconds late; later events do not wait for it. */
  z.strictObject({ kind: z.literal('delay'), delayMs: z.number().min(0).max(3_600_000), ...which }),
  /** Sent `copies` times more, all at once. */
  z.strictObject({ kind: z.literal('flood'), copies: copies.default(50), ...which }),
]);

export type Fault = z.output<typeof faultSchema>;
/** A fault as it is asked for: defaults may be left out. */
export type FaultWanted = z.input<typeof faultSchema>;

/** How one event is to be delivered. */
export interface DeliveryPlan {
  isDropped: boolean;
  extraCopies: number;
  isAtOnce: boolean;
  placesLater: number;
  delayMs: number;
}

/** What the faults make of an event of this type; `chance` draws a number below 1 for a kind of fault. */
export function planDelivery(
  type: string,
  faults: readonly Fault[],
  chance: (kind: string) => number,
): DeliveryPlan {
  const plan = { isDropped: false, extraCopies: 0, isAtOnce: false, placesLater: 0, delayMs: 0 };
  for (const fault of faults) {
    if (!fault.types.some((pattern) => matchesType(type, pattern))) continue;
    if (chance(fault.kind) >= fault.probability) continue;
    if (fault.kind === 'drop') plan.isDropped = true;
    else if (fault.kind === 'reorder') plan.placesLater = 1 + Math.floor(chance('places') * fault.places);
    else if (fault.kind === 'delay') plan.delayMs = chance('delay length') * fault.delayMs;
    else {
      plan.extraCopies += fault.copies;
      plan.isAtOnce ||= fault.kind === 'flood';
    }
  }
  return plan;
}
