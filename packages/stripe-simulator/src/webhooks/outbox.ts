import type { SimulatedEvent } from '../world/event.ts';
import { attemptDelivery, type Delivery, type SettledState, type Transport } from './delivery.ts';
import { type Fault, planDelivery } from './faults.ts';

export interface OutboxOptions extends Transport {
  url: string;
  secret: string;
  /** Milliseconds before each retry of a delivery that was not answered with 2xx. */
  retryDelaysMs: readonly number[];
  chance: (series: string) => number;
  faults: () => readonly Fault[];
  onDelivery: (delivery: Delivery) => void;
  onSettled: (delivery: Delivery, state: SettledState) => void;
}

/** The events on their way to one endpoint. */
export interface Outbox {
  put(event: SimulatedEvent): void;
  /** Sends an event `copies` times at once, beside those that wait. */
  resend(event: SimulatedEvent, copies: number): void;
  /** Sends also what waits for later events, and resolves when everything is delivered or given up. */
  flush(): Promise<void>;
  /** Gives up what is still on its way. */
  close(): Promise<void>;
}

interface Parcel {
  rank: number;
  delayMs: number;
  deliveries: Delivery[];
  isAtOnce: boolean;
}

/**
 * Sends events one after the other, in the order in which they happened unless a fault says otherwise. A
 * delivery that fails is retried beside the later ones, as Stripe does.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const parcels: Parcel[] = [];
  const underway = new Set<Promise<void>>();
  const closing = new AbortController();
  let count = 0;
  let isFlushing = false;
  let isSending = false;
  let sender = Promise.resolve();

  const send = async () => {
    for (let parcel = next(); parcel; parcel = next()) {
      const sending = sendParcel(parcel);
      if (parcel.delayMs > 0) follow(sending);
      else await sending;
    }
    isSending = false;
  };
  const next = () => {
    const [parcel] = parcels;
    if (closing.signal.aborted || !parcel || (parcel.rank > count && !isFlushing)) return undefined;
    return parcels.shift();
  };
  const wake = () => {
    if (isSending) return;
    isSending = true;
    sender = send();
  };
  const follow = (work: Promise<void>) => {
    const followed = work.finally(() => underway.delete(followed));
    underway.add(followed);
  };

  const sendParcel = async ({ delayMs, deliveries, isAtOnce }: Parcel) => {
    if (delayMs > 0) await pause(delayMs, closing.signal);
    if (isAtOnce) {
      await Promise.all(deliveries.map(sendOnce));
      return;
    }
    for (const delivery of deliveries) await sendOnce(delivery);
  };
  const sendOnce = async (delivery: Delivery) => {
    if (await attemptDelivery(delivery, options.secret, options)) settle(delivery, 'delivered');
    else follow(retry(delivery));
  };
  const retry = async (delivery: Delivery) => {
    for (const delayMs of options.retryDelaysMs) {
      await pause(delayMs, closing.signal);
      if (closing.signal.aborted) return;
      if (await attemptDelivery(delivery, options.secret, options)) {
        settle(delivery, 'delivered');
        return;
      }
    }
    settle(delivery, 'failed');
  };
  const settle = (delivery: Delivery, state: SettledState) => {
    delivery.state = state;
    options.onSettled(delivery, state);
  };

  const deliveriesOf = (event: SimulatedEvent, copies: number) =>
    Array.from({ length: copies }, (): Delivery => {
      const delivery: Delivery = { event, url: options.url, state: 'pending', attempts: [] };
      options.onDelivery(delivery);
      return delivery;
    });

  return {
    put(event) {
      count += 1;
      const plan = planDelivery(event.type, options.faults(), options.chance);
      const copies = plan.isDropped ? 1 : 1 + plan.extraCopies;
      const deliveries = deliveriesOf(event, copies);
      if (plan.isDropped) {
        for (const delivery of deliveries) settle(delivery, 'dropped');
        return;
      }
      const rank = plan.placesLater > 0 ? count + plan.placesLater + 0.5 : count;
      const after = parcels.findLastIndex((parcel) => parcel.rank <= rank);
      parcels.splice(after + 1, 0, { rank, delayMs: plan.delayMs, deliveries, isAtOnce: plan.isAtOnce });
      wake();
    },
    resend(event, copies) {
      const deliveries = deliveriesOf(event, copies);
      follow(sendParcel({ rank: 0, delayMs: 0, deliveries, isAtOnce: true }));
    },
    async flush() {
      isFlushing = true;
      while (parcels.length > 0 || underway.size > 0 || isSending) {
        wake();
        await sender;
        await Promise.all(underway);
      }
      isFlushing = false;
    },
    async close() {
      closing.abort();
      parcels.length = 0;
      await sender;
      await Promise.all(underway);
    },
  };
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end);
  });
}
