import type { Delivery } from '../webhooks/delivery.ts';
import type { FaultWanted } from '../webhooks/faults.ts';
import type { ApiFaultWanted } from './api-faults.ts';

/** What can be asked of the simulator beside the API of Stripe. */
export interface Control {
  /** Replaces the faults of deliveries, for the events from now on. */
  setFaults(faults: readonly FaultWanted[]): Promise<object>;
  /** Replaces the faults of answers. */
  setApiFaults(faults: readonly ApiFaultWanted[]): Promise<object>;
  /** Moves the time of everything that hangs on no test clock forward, and does what becomes due. */
  advance(seconds: number): Promise<{ now: number }>;
  /** Sends an event again, `copies` times at once. */
  resend(eventId: string, copies: number): Promise<object>;
  /** Tells of something that the simulator does not do by itself, such as `invoice.finalization_failed`. */
  emit(type: string, object: object, previousAttributes?: Record<string, unknown>): Promise<object>;
  /** Resolves when every delivery has arrived or was given up. */
  flush(): Promise<object>;
  /** All deliveries so far, oldest first. */
  deliveries(): readonly Delivery[];
}
