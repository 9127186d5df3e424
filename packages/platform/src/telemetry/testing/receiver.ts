import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface ReceivedRequest {
  path: string;
  headers: Record<string, unknown>;
  body: string;
}

export interface Receiver {
  /** Address without a trailing slash. */
  url: string;
  /** The next request that nobody has taken yet. */
  next(): Promise<ReceivedRequest>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** An HTTP server that answers 200 to everything and hands out what it received. */
export async function startReceiver(): Promise<Receiver> {
  const received = new TransformStream<ReceivedRequest, ReceivedRequest>(undefined, undefined, {
    highWaterMark: 100,
  });
  const writer = received.writable.getWriter();
  const reader = received.readable.getReader();
  const server = createServer(async (request, response) => {
    await writer.write({ path: request.url ?? '', headers: request.headers, body: await text(request) });
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async next() {
      const { value } = await reader.read();
      if (value === undefined) throw new Error('The receiver has been closed.');
      return value;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
