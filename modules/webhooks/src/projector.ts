import type { Transaction } from '@quartet/platform/database';

/** An object at a provider. Its events are handled in order, and never by two at the same time. */
export interface ObjectName {
  provider: string;
  account: string;
  livemode: boolean;
  objectKey: string;
}

/** An event that waits to be projected. */
export interface PendingEvent {
  eventId: string;
  type: string;
  /** By the provider's clock, which for Stripe has whole seconds. */
  createdAt: Date;
  receivedAt: Date;
  /** How often an operator had it processed again. */
  replayCount: number;
  /** The parsed body. */
  payload: unknown;
}

/** What a projection did to a row of its own, for people who look into an event. */
export interface Change {
  /** What changed, such as `subscription:sub_123`. */
  subject: string;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
}

export interface ProjectionOutcome {
  /** Ids of events of types that nobody handles; all others count as processed. */
  ignored: readonly string[];
  changes: readonly Change[];
}

export interface Projection extends ObjectName {
  /** All that are pending, by their time at the provider, then by arrival. */
  events: readonly PendingEvent[];
}

/** What a product makes of events. */
export interface Projector {
  /**
   * Brings the product's state to where the events say, with all writes on `tx`, whose commit also settles the
   * events. It runs again when that commit fails, so nothing outside of `tx` may be done here: see effects.
   *
   * @throws to have all of it undone and tried again later
   */
  project(tx: Transaction, projection: Projection): Promise<ProjectionOutcome>;
}

/** Takes every event for one of a type that nobody handles. */
export const ignoreEverything: Projector = {
  project: (_tx, { events }) =>
    Promise.resolve({ ignored: events.map(({ eventId }) => eventId), changes: [] }),
};
