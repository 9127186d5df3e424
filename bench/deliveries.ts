import { createHmac, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { median } from './rates.ts';

/** What a flood of deliveries took. Times in milliseconds, from when each was due. */
export interface Flood {
  rate: number;
  median: number;
  p99: number;
}

const PATH = '/api/webhooks/stripe';
const OBJECTS = 1_000;
/** With the rest, an event has about 1 KB. */
const NOTE = 'x'.repeat(500);

/** Signed deliveries of different events about 1,000 subscriptions, ready to be written to a socket. */
export function signedDeliveries(count: number, secret: string): Buffer[] {
  const run = randomUUID();
  const created = Math.floor(Date.now() / 1000);
  return Array.from({ length: count }, (_, index) => {
    const event = {
      id: `evt_${run}_${index}`,
      type: 'customer.subscription.updated',
      created,
      livemode: false,
    };
    const body = JSON.stringify({ ...event, data: { object: subscription(index % OBJECTS, created) } });
    const signature = createHmac('sha256', secret).update(`${created}.${body}`).digest('hex');
    const head = [
      `POST ${PATH} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Content-Type: application/json',
      `Stripe-Signature: t=${created},v1=${signature}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}

/** As small as a subscription can be that is projected. */
function subscription(number: number, created: number) {
  const [id, customer] = [`sub_${number}`, `cus_${number}`];
  const item = {
    id: `si_${number}`,
    object: 'subscription_item',
    quantity: 1,
    price: { id: 'price_1', object: 'price' },
  };
  return {
    id,
    object: 'subscription',
    customer,
    status: 'active',
    collection_method: 'charge_automatically',
    currency: 'usd',
    cancel_at_period_end: false,
    created,
    items: { object: 'list', data: [item] },
    metadata: { note: NOTE },
  };
}

/**
 * Sends all deliveries by so many connections, each of which sends the next one when the last was answered; at
 * `rate` a second, or as fast as it goes. Sockets are written to directly: a client that builds requests and
 * parses answers would take as much of the machine as the server.
 *
 * @throws when one is not answered with 202
 */
export async function flood(
  url: string,
  deliveries: readonly Buffer[],
  { connections, rate }: { connections: number; rate?: number },
): Promise<Flood> {
  const { hostname, port } = new URL(url);
  const times: number[] = [];
  const began = performance.now();
  let next = 0;

  const deliver = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname).setNoDelay(true);
      let due = 0;
      const send = () => {
        const index = next++;
        const delivery = deliveries[index];
        if (delivery === undefined) return void socket.end(resolve);
        due = rate === undefined ? performance.now() : began + (index / rate) * 1000;
        setTimer(due - performance.now(), () => socket.write(delivery));
      };
      socket.on('connect', send).on('error', reject);
      socket.on('data', (answer) => {
        if (!answer.toString('latin1').startsWith('HTTP/1.1 202'))
          reject(new Error(answer.toString('latin1')));
        times.push(performance.now() - due);
        send();
      });
    });

  await Promise.all(Array.from({ length: connections }, deliver));
  const seconds = (performance.now() - began) / 1000;
  const sorted = times.toSorted((one, other) => one - other);
  return {
    rate: deliveries.length / seconds,
    median: median(sorted),
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  };
}

function setTimer(ms: number, work: () => void): void {
  if (ms < 1) work();
  else setTimeout(work, ms);
}
