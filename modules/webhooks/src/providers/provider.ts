/** Headers of a delivery, by lower-case name. */
export type DeliveryHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A delivery as it came over the wire. */
export interface Delivery {
  body: Buffer;
  headers: DeliveryHeaders;
  receivedAt: Date;
}

/**
 * - `valid`: a configured secret signed these bytes, within the tolerance.
 * - `missing`: nothing in the request claims to be a signature.
 * - `malformed`, `stale`, `mismatch`: something does, and is refused.
 */
export type SignatureVerdict = 'valid' | 'missing' | 'malformed' | 'stale' | 'mismatch';

/** What the kernel has to know of an event; everything else in it is the projector's to read. */
export interface EventIdentity {
  eventId: string;
  type: string;
  /** What the event is about: events of one object are processed in order, and never at the same time. */
  objectKey: string;
  /** The connected account; empty for the endpoint's own. */
  account: string;
  livemode: boolean;
  /** By the provider's clock. */
  createdAt: Date;
}

/** A sender of events. */
export interface Provider {
  /** Its segment of the intake's path, such as `stripe`. */
  readonly name: string;
  verify(delivery: Delivery): SignatureVerdict;
  /** @returns nothing for a payload that is no event of this provider */
  identify(payload: unknown, delivery: Delivery): EventIdentity | undefined;
}
