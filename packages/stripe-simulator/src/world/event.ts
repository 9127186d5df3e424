/** The version of the SDK's types; see https://docs.stripe.com/changelog. */
export const API_VERSION = '2026-10-28.endive';

/** A snapshot event: https://docs.stripe.com/api/events/object. */
export interface SimulatedEvent {
  id: string;
  object: 'event';
  api_version: string;
  /** Whole seconds of the simulated time, so that two events often share it. */
  created: number;
  data: { object: object; previous_attributes?: Record<string, unknown> };
  livemode: false;
  pending_webhooks: number;
  /** Both null when nobody asked, as at a renewal. */
  request: RequestOfEvent;
  type: string;
}

export interface RequestOfEvent {
  id: string | null;
  idempotency_key: string | null;
}
