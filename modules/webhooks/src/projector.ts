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
  /** Provider's time up to which the observation tells of the object; with it, the observation enters the log. */
  observedAsOf?: Date;
}

/** An object as its provider gave it when asked, under the lease. */
export interface Observation {
  payload: unknown;
  observedAt: Date;
}

/** What one attempt works on. */
export interface Projection extends ObjectName {
  /** All that are pending, by their time at the provider, then by arrival; none when only a look was asked for. */
  events: readonly PendingEvent[];
  /** Nothing where the projector does not look, or its provider is away. */
  observation: Observation | undefined;
}

/** What a product makes of events. */
export interface Projector {
  /**
   * Looks at the object itself, before the transaction and under the lease, so that no older look can overwrite
   * a newer one. It answers nothing while the provider is away; it does not throw for that.
   */
  observe?(object: Omit<Projection, 'observation'>): Promise<Observation | undefined>;

  /**
   * Brings the product's state to where the events say, with all writes on `tx`, whose commit also settles the
   * events. It runs again when that commit fails, so nothing outside of `tx` may be done here: see effects.
   *
   * @throws to have all of it undone and tried again later
   */
  project(tx: Transaction, projection: Projection): Promise<ProjectionOutcome>;

  /** For a projector whose state can be built again from the log. */
  readonly shadow?: ShadowProjection;
}

/** An entry of an object's log: an event that was delivered, or an observation that was made. */
export type LogEntry =
  | { kind: 'event'; event: PendingEvent }
  | { kind: 'observation'; asOf: Date; payload: unknown };

/** What a rebuilt row says differently; nothing on a side where it does not exist. */
export interface Difference {
  subject: string;
  current: Readonly<Record<string, unknown>> | null;
  rebuilt: Readonly<Record<string, unknown>> | null;
}

/** The product's state, built a second time beside the one in use. */
export interface ShadowProjection {
  /** Empties the shadow. */
  clear(tx: Transaction): Promise<void>;
  /** Builds what one object's whole log says, in the order of arrival. It plans no effects. */
  build(tx: Transaction, object: ObjectName, log: readonly LogEntry[]): Promise<void>;
  /** Differences to what is in use, by subject, behind the last one of the page before. */
  compare(tx: Transaction, page: { after: string | undefined; limit: number }): Promise<Difference[]>;
  /** Makes what is in use the same as the shadow, in one transaction in which nobody else writes. */
  swap(tx: Transaction): Promise<void>;
}

/** Takes every event for one of a type that nobody handles. */
export const ignoreEverything: Projector = {
  project: (_tx, { events }) =>
    Promise.resolve({ ignored: events.map(({ eventId }) => eventId), changes: [] }),
};
