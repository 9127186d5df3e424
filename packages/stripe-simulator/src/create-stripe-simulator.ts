import { type Clock, systemClock } from '@quartet/platform/clock';
import { createApiFaults } from './control/api-faults.ts';
import type { Control } from './control/control.ts';
import { createControl } from './control/create-control.ts';
import { type ApiAnswer, injectRequest } from './http/inject-request.ts';
import { createServer } from './http/server.ts';
import { type Journal, openJournal } from './journal/journal-file.ts';
import { createRecorder, type Recorder } from './journal/recorder.ts';
import { replay } from './journal/replay.ts';
import { createConfiguredEndpoints } from './webhooks/configured-endpoints.ts';
import { createDispatcher, type Dispatcher, endpointsFor } from './webhooks/dispatcher.ts';
import { createWorld, type World } from './world/create-world.ts';
import type { SimulatedEvent } from './world/event.ts';
import { createIds } from './world/ids.ts';
import type { AfterLastRetry } from './world/settings.ts';

export interface StripeSimulatorOptions {
  /** The key that requests must carry, such as `sk_test_…`. */
  secretKey: string;
  /** Where events go. Each endpoint gets all types unless `enabledEvents` names some (`invoice.*` for a family). */
  webhookEndpoints?: readonly { url: string; secret: string; enabledEvents?: string[] }[];
  /** The real time; without a test clock, subscriptions live on it. */
  clock?: Clock;
  /** The same seed and the same requests give the same ids and faults. */
  seed?: string;
  /** Days after a failed attempt until each retry of an invoice. */
  retryDays?: readonly number[];
  afterLastRetry?: AfterLastRetry;
  /** Days before a renewal that `invoice.upcoming` is sent. */
  upcomingInvoiceDays?: number;
  /** Milliseconds before each retry of a delivery that was not answered with 2xx. */
  deliveryRetryDelaysMs?: readonly number[];
  /** Milliseconds that an endpoint may take to answer. */
  deliveryTimeoutMs?: number;
}

export interface StripeSimulator extends Control {
  /** Serves the API and the pages; port 0 takes a free one. Resolves to the address, such as `http://127.0.0.1:8012`. */
  listen(address: { host: string; port: number }): Promise<string>;
  /** Calls the API without a network, with parameters as the SDK takes them; answers the parsed body. */
  request(method: 'GET' | 'POST' | 'DELETE', path: string, params?: object): Promise<ApiAnswer>;
  /** All events so far, oldest first. */
  events(): SimulatedEvent[];
  close(): Promise<void>;
}

/** How often due work is looked for, in milliseconds. Requests do it as well. */
const TICK_MS = 1_000;
/** Like Stripe's own schedule, but over in seconds: https://docs.stripe.com/webhooks#retries. */
const RETRY_DELAYS_MS = [1_000, 5_000, 30_000];
/** Attempts over about two weeks: https://docs.stripe.com/billing/revenue-recovery/smart-retries. */
const RETRY_DAYS = [3, 5, 7];
const DEFAULT_SEED = 'simulator';

/** A simulated Stripe account, in memory. */
export function createStripeSimulator(options: StripeSimulatorOptions): StripeSimulator {
  const { simulator, begin } = assemble(options);
  begin();
  return simulator;
}

export interface KeptSimulator {
  simulator: StripeSimulator;
  /**
   * False when the journal led to another number of events than it did before, as with another version of the
   * simulator: ids may be others than those that were told.
   */
  isFaithful: boolean;
  /** Of a last line of the journal that was cut short, and was removed. */
  droppedBytes: number;
}

/**
 * A simulated Stripe account that a later start knows again: every change is written to the journal at `path`
 * before it is made, and made again here, with the same ids. Events whose delivery had not ended are sent again.
 *
 * @throws {JournalError} when another simulator has the journal, or when a line of it is damaged
 */
export async function openStripeSimulator(
  options: StripeSimulatorOptions,
  path: string,
): Promise<KeptSimulator> {
  const journal = await openJournal(path, options.seed ?? DEFAULT_SEED);
  const { simulator, begin, replayJournal } = assemble({ ...options, seed: journal.seed }, journal);
  try {
    const isFaithful = await replayJournal(journal);
    begin();
    return { simulator, isFaithful, droppedBytes: journal.droppedBytes };
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

function assemble(options: StripeSimulatorOptions, journal?: Journal) {
  const { clock = systemClock, webhookEndpoints = [], secretKey, seed = DEFAULT_SEED } = options;
  let address = 'http://stripe-simulator.invalid';
  let ticks: NodeJS.Timeout | undefined;
  const recorder: Recorder = createRecorder({ clock, journal, runDue: () => world.mainTimeline.runDue() });
  const dispatcher: Dispatcher = createDispatcher(() => world, {
    now: () => clock.now(),
    retryDelaysMs: options.deliveryRetryDelaysMs ?? RETRY_DELAYS_MS,
    timeoutMs: options.deliveryTimeoutMs ?? 10_000,
    onSettled: recorder.settled,
  });
  const world: World = createWorld({
    settings: {
      seed,
      publicUrl: () => address,
      retryDays: options.retryDays ?? RETRY_DAYS,
      afterLastRetry: options.afterLastRetry ?? 'cancel',
      upcomingInvoiceDays: options.upcomingInvoiceDays ?? 3,
      secretKey,
    },
    readNow: recorder.now,
    countEndpoints: (type) => endpointsFor(world, type).length,
    onEvent(event) {
      recorder.countEvent();
      dispatcher.dispatch(event);
    },
  });
  const apiFaults = createApiFaults(() => world.ids.chance('api fault'));
  const control = createControl({ world, dispatcher, apiFaults, recorder });
  const configure = createConfiguredEndpoints(world);
  const moveTo = (wanted: string) => {
    address = wanted;
  };
  // A series of its own for each start: requests that only read draw ids too, and no journal has those.
  const requestIds = createIds(`${seed} ${journal?.entries.length ?? 0}`);
  let repeatedId: string | undefined;
  const nextRequestId = () => repeatedId ?? requestIds.next('req');
  const server = createServer({ world, control, apiFaults, recorder, nextRequestId });

  async function replayJournal({ entries }: Journal): Promise<boolean> {
    const useRequestId = (id: string) => {
      repeatedId = id;
    };
    await replay(entries, {
      recorder,
      server,
      control,
      dispatcher,
      secretKey,
      configure,
      moveTo,
      useRequestId,
    });
    repeatedId = undefined;
    return recorder.divergedAt() === undefined;
  }

  function begin(): void {
    const endpoints = webhookEndpoints.map(({ enabledEvents = ['*'], ...endpoint }) => ({
      ...endpoint,
      enabledEvents,
    }));
    recorder.perform({ op: 'configure', endpoints }, () => configure(endpoints));
    dispatcher.start();
    ticks = setInterval(() => world.mainTimeline.runDue(), TICK_MS).unref();
  }

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    clearInterval(ticks);
    await server.close();
    await dispatcher.close();
    await journal?.close();
  }

  const simulator: StripeSimulator = {
    ...control,
    async listen(wanted) {
      const listening = await server.listen(wanted);
      recorder.perform({ op: 'address', address: listening }, () => moveTo(listening));
      return listening;
    },
    request: (method, path, params = {}) => injectRequest(server, secretKey, { method, path, params }),
    events: () => world.store.events.list().reverse(),
    close() {
      closing ??= close();
      return closing;
    },
  };
  return { simulator, begin, replayJournal };
}
