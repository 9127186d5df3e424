import type { World } from '../world/create-world.ts';
import type { SimulatedEvent } from '../world/event.ts';
import type { StoredEndpoint } from '../world/store.ts';
import type { Delivery, SettledState, Transport } from './delivery.ts';
import type { Fault } from './faults.ts';
import { matchesType } from './matches-type.ts';
import { createOutbox, type Outbox } from './outbox.ts';

/** Delivers what happens to the endpoints that want to know. */
export interface Dispatcher {
  dispatch(event: SimulatedEvent): void;
  /** Sends an event again, `copies` times at once, whatever faults are set. */
  resend(event: SimulatedEvent, copies: number): void;
  /** All deliveries so far, oldest first. */
  deliveries(): readonly Delivery[];
  setFaults(faults: readonly Fault[]): void;
  /** Takes over what became of a delivery before the last start. */
  settle(delivery: SettledDelivery): void;
  /** Begins to send: first what was not settled before the last start. */
  start(): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface SettledDelivery {
  event: string;
  endpoint: string;
  state: SettledState;
}

export interface DispatcherOptions extends Transport {
  retryDelaysMs: readonly number[];
  onSettled: (delivery: SettledDelivery) => void;
}

/** Nothing is sent before `start`. `world` is read late: it tells of events through this dispatcher. */
export function createDispatcher(world: () => World, options: DispatcherOptions): Dispatcher {
  const outboxes = new Map<string, Outbox>();
  const deliveries: Delivery[] = [];
  let faults: readonly Fault[] = [];
  /** What waits for the start, by event and endpoint. */
  const waiting = new Map<string, { event: string; endpoint: string }>();
  let isStarted = false;

  const outboxOf = ({ id, url, secret }: StoredEndpoint): Outbox => {
    const existing = outboxes.get(id);
    if (existing) return existing;
    const outbox = createOutbox({
      ...options,
      url,
      secret,
      chance: (series) => world().ids.chance(`${id} ${series}`),
      faults: () => faults,
      onDelivery: (delivery) => deliveries.push(delivery),
      onSettled: ({ event }, state) => {
        options.onSettled({ event: event.id, endpoint: id, state });
        if (state === 'delivered') settleEvent(world(), event.id);
      },
    });
    outboxes.set(id, outbox);
    return outbox;
  };

  return {
    dispatch(event) {
      for (const endpoint of endpointsFor(world(), event.type)) {
        if (isStarted) outboxOf(endpoint).put(event);
        else waiting.set(`${event.id} ${endpoint.id}`, { event: event.id, endpoint: endpoint.id });
      }
    },
    resend(event, copies) {
      for (const endpoint of endpointsFor(world(), event.type)) outboxOf(endpoint).resend(event, copies);
    },
    deliveries: () => deliveries,
    setFaults(wanted) {
      faults = wanted;
    },
    settle({ event, endpoint, state }) {
      waiting.delete(`${event} ${endpoint}`);
      if (state === 'delivered') settleEvent(world(), event);
    },
    start() {
      isStarted = true;
      const { events, webhookEndpoints } = world().store;
      for (const unsettled of waiting.values()) {
        const event = events.find(unsettled.event);
        const endpoint = webhookEndpoints.find(unsettled.endpoint);
        if (event && endpoint) outboxOf(endpoint).put(event);
      }
      waiting.clear();
    },
    async flush() {
      await Promise.all([...outboxes.values()].map((outbox) => outbox.flush()));
    },
    async close() {
      await Promise.all([...outboxes.values()].map((outbox) => outbox.close()));
    },
  };
}

/** The endpoints that want events of this type, oldest first. */
export function endpointsFor({ store }: Pick<World, 'store'>, type: string): StoredEndpoint[] {
  return store.webhookEndpoints
    .list()
    .filter(
      ({ status, enabled_events }) =>
        status === 'enabled' && enabled_events.some((pattern) => matchesType(type, pattern)),
    )
    .reverse();
}

/** One endpoint less that has not got it. */
function settleEvent({ store }: World, id: string): void {
  const event = store.events.find(id);
  if (event) store.events.replace({ ...event, pending_webhooks: Math.max(0, event.pending_webhooks - 1) });
}
