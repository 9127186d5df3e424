import { previousAttributes } from './changes.ts';
import type { Collection } from './collection.ts';
import { API_VERSION, type RequestOfEvent, type SimulatedEvent } from './event.ts';
import { createIds, type Ids } from './ids.ts';
import type { Settings } from './settings.ts';
import { createStore, type Store } from './store.ts';
import { createTimeline, type Timeline } from './timeline.ts';

/** The simulated account: what it holds, its times, and the one place through which it changes. */
export interface World {
  settings: Settings;
  /** By the seed, which a journal keeps: a simulator that forgot everything is another account. */
  accountId: string;
  ids: Ids;
  store: Store;
  /** The line of time of objects that hang on no test clock. */
  mainTimeline: Timeline;
  /** The timeline of a customer: their test clock's, else the main one. */
  timelineOf(customer: string | null | undefined): Timeline;
  /** The timelines of test clocks, by their ids. */
  testTimelines: Map<string, Timeline>;
  /** Inserts a new object and tells of it. */
  create<T extends { id: string }>(collection: Collection<T>, object: T, type?: string): T;
  /** Changes an object and tells of it with the earlier values; a change that changes nothing is silent. */
  change<T extends { id: string }>(
    collection: Collection<T>,
    id: string,
    patch: Partial<T>,
    type?: string,
  ): T;
  emit(type: string, object: object, previous?: Record<string, unknown>): SimulatedEvent;
  /** Events that `work` causes name this request. */
  during<T>(request: RequestOfEvent, work: () => T): T;
}

export interface WorldParts {
  settings: Settings;
  /** Unix seconds of the main timeline. */
  readNow: () => number;
  /** How many endpoints want the event. */
  countEndpoints: (type: string) => number;
  onEvent: (event: SimulatedEvent) => void;
}

const NOBODY: RequestOfEvent = { id: null, idempotency_key: null };

export function createWorld({ settings, readNow, countEndpoints, onEvent }: WorldParts): World {
  const ids = createIds(settings.seed);
  const store = createStore();
  const mainTimeline = createTimeline(readNow);
  const testTimelines = new Map<string, Timeline>();
  let request = NOBODY;

  const timelineOf: World['timelineOf'] = (customer) => {
    const clock = customer
      ? (store.customers.find(customer)?.test_clock ?? store.deletedCustomers.get(customer))
      : null;
    return (clock ? testTimelines.get(clock) : undefined) ?? mainTimeline;
  };

  const emit: World['emit'] = (type, object, previous) => {
    const event: SimulatedEvent = {
      id: ids.next('evt'),
      object: 'event',
      api_version: API_VERSION,
      // A payment method that was detached has no customer any more.
      created: timelineOf(customerOf(store, object) ?? customerOf(store, previous ?? {})).now(),
      data: previous ? { object, previous_attributes: previous } : { object },
      livemode: false,
      pending_webhooks: countEndpoints(type),
      request,
      type,
    };
    store.events.insert(event);
    onEvent(event);
    return event;
  };

  return {
    settings,
    accountId: ids.next('acct_simulated'),
    ids,
    store,
    mainTimeline,
    timelineOf,
    testTimelines,
    emit,
    create(collection, object, type) {
      collection.insert(object);
      if (type) emit(type, object);
      return object;
    },
    change(collection, id, patch, type) {
      const before = collection.get(id);
      const after = { ...before, ...patch };
      // Only what the patch names can differ.
      const previous = previousAttributes(pick(before, patch), patch);
      if (!previous) return before;
      collection.replace(after);
      if (type) emit(type, after, previous);
      return after;
    },
    during(origin, work) {
      const outer = request;
      request = origin;
      try {
        return work();
      } finally {
        request = outer;
      }
    },
  };
}

/** The customer whose time an object lives in. */
function customerOf(store: Store, object: object): string | null {
  if ('object' in object && object.object === 'customer' && 'id' in object) return String(object.id);
  if ('customer' in object && object.customer) return String(object.customer);
  if ('invoice' in object && object.invoice)
    return store.invoices.find(String(object.invoice))?.customer ?? null;
  if ('charge' in object && object.charge) return store.charges.find(String(object.charge))?.customer ?? null;
  return null;
}

function pick(object: object, keys: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key in keys));
}
