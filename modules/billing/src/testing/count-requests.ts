import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { z } from 'zod';

const messageSchema = z.object({ request: z.object({ path: z.string() }) });
const CHANNEL = 'http.client.request.start';

/** The requests that this process sends to the simulator's API, with the time of each in milliseconds. */
export function countRequests() {
  const requests: { path: string; at: number }[] = [];
  const count = (message: unknown) => {
    const { request } = messageSchema.parse(message);
    if (request.path.startsWith('/v1/')) requests.push({ path: request.path, at: performance.now() });
  };
  subscribe(CHANNEL, count);
  return { requests, [Symbol.dispose]: () => void unsubscribe(CHANNEL, count) };
}
