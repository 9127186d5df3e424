import { type Clock, systemClock } from '@quartet/platform/clock';
import type { FastifyInstance } from 'fastify';
import qs from 'qs';
import { z } from 'zod';
import { type ApiFaults, apiFaultSchema, createApiFaults } from './control/api-faults.ts';
import type { Control } from './control/control.ts';
import { createServer } from './http/server.ts';
import { createEndpoint } from './resources/webhook-endpoints.ts';
import { createDispatcher, type Dispatcher, endpointsFor } from './webhooks/dispatcher.ts';
import { faultSchema } from './webhooks/faults.ts';
import { createWorld, type World } from './world/create-world.ts';
import type { SimulatedEvent } from './world/event.ts';
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

export interface ApiAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** How often due work is looked for, in milliseconds. Requests do it as well. */
const TICK_MS = 1_000;
/** Like Stripe's own schedule, but over in seconds: https://docs.stripe.com/webhooks#retries. */
const RETRY_DELAYS_MS = [1_000, 5_000, 30_000];
/** Attempts over about two weeks: https://docs.stripe.com/billing/revenue-recovery/smart-retries. */
const RETRY_DAYS = [3, 5, 7];

const bodySchema = z.record(z.string(), z.unknown());

/** A simulated Stripe account, in memory. */
export function createStripeSimulator(options: StripeSimulatorOptions): StripeSimulator {
  const { clock = systemClock, webhookEndpoints = [], secretKey } = options;
  let address = 'http://stripe-simulator.invalid';
  let leapSeconds = 0;
  const dispatcher: Dispatcher = createDispatcher(() => world, {
    now: () => clock.now(),
    retryDelaysMs: options.deliveryRetryDelaysMs ?? RETRY_DELAYS_MS,
    timeoutMs: options.deliveryTimeoutMs ?? 10_000,
  });
  const world: World = createWorld({
    settings: {
      seed: options.seed ?? 'simulator',
      publicUrl: () => address,
      retryDays: options.retryDays ?? RETRY_DAYS,
      afterLastRetry: options.afterLastRetry ?? 'cancel',
      upcomingInvoiceDays: options.upcomingInvoiceDays ?? 3,
      secretKey,
    },
    readNow: () => Math.floor(clock.now().getTime() / 1000) + leapSeconds,
    countEndpoints: (type) => endpointsFor(world, type).length,
    onEvent: dispatcher.dispatch,
  });
  for (const { enabledEvents = ['*'], ...endpoint } of webhookEndpoints) {
    createEndpoint(world, { ...endpoint, enabled_events: enabledEvents });
  }
  const apiFaults = createApiFaults(() => world.ids.chance('api fault'));
  const leap = (seconds: number) => {
    leapSeconds += seconds;
    world.mainTimeline.runDue();
    return { now: world.mainTimeline.now() };
  };
  const control = createControl({ world, dispatcher, apiFaults, leap });
  const server = createServer({ world, control, apiFaults });
  const ticks = setInterval(() => world.mainTimeline.runDue(), TICK_MS).unref();

  return {
    ...control,
    async listen(wanted) {
      address = await server.listen(wanted);
      return address;
    },
    request: (method, path, params) => request(server, secretKey, { method, path, params: params ?? {} }),
    events: () => world.store.events.list().reverse(),
    async close() {
      clearInterval(ticks);
      await server.close();
      await dispatcher.close();
    },
  };
}

function createControl(parts: {
  world: World;
  dispatcher: Dispatcher;
  apiFaults: ApiFaults;
  leap: (seconds: number) => { now: number };
}): Control {
  const { world, dispatcher, apiFaults } = parts;
  return {
    async setFaults(faults) {
      dispatcher.setFaults(z.array(faultSchema).parse(faults));
      return { faults };
    },
    async setApiFaults(faults) {
      apiFaults.set(z.array(apiFaultSchema).parse(faults));
      return { faults };
    },
    advance: async (seconds) => parts.leap(seconds),
    async resend(id, copies) {
      const event = world.store.events.get(id);
      dispatcher.resend(event, copies);
      return { event: id, copies };
    },
    emit: async (type, object, previous) => world.emit(type, object, previous),
    async flush() {
      await dispatcher.flush();
      return { flushed: true };
    },
    deliveries: dispatcher.deliveries,
  };
}

async function request(
  server: FastifyInstance,
  secretKey: string,
  { method, path, params }: { method: 'GET' | 'POST' | 'DELETE'; path: string; params: object },
): Promise<ApiAnswer> {
  const form = qs.stringify(params, { arrayFormat: 'indices' });
  const isPost = method === 'POST';
  const response = await server.inject({
    method,
    url: isPost ? path : `${path}?${form}`,
    headers: {
      authorization: `Bearer ${secretKey}`,
      ...(isPost ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(isPost ? { payload: form } : {}),
  });
  return { status: response.statusCode, body: bodySchema.parse(response.json()) };
}
