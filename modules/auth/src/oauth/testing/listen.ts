import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  origin: string;
  port: number;
  stop(): Promise<void>;
}

/** An HTTP server on this machine; `handlerFor` gets to know where it is before the first request. */
export async function listen(
  handlerFor: (origin: string) => RequestListener | Promise<RequestListener>,
  port = 0,
): Promise<Listening> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.address() as AddressInfo).port;
  const origin = `http://127.0.0.1:${bound}`;
  server.on('request', await handlerFor(origin));
  return { origin, port: bound, stop: () => stop(server) };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
