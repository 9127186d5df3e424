import { createServer, type IncomingHttpHeaders, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** An answer on its way back. */
export interface PassingAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface AlteringProxy {
  url: string;
  close(): Promise<void>;
}

/**
 * A service with a deliberate difference: passes every request on to `target`, and its answer back as `alter`
 * leaves it. It is what proves that a suite can fail.
 *
 * @example
 * const proxy = await startAlteringProxy(api.url, ({ headers: { 'cache-control': _dropped, ...headers }, ...answer }) => ({ ...answer, headers }));
 */
export async function startAlteringProxy(
  target: string,
  alter: (answer: PassingAnswer) => PassingAnswer,
): Promise<AlteringProxy> {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers }, async (answer) => {
      const text = (await buffer(answer)).toString();
      respond(outgoing, alter({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    // The service may hang up on a request that it has refused already.
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy does not listen on TCP.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function respond(outgoing: ServerResponse, { status, headers, text }: PassingAnswer): void {
  const { 'content-length': length, 'transfer-encoding': _ofTheOther, ...others } = headers;
  outgoing.writeHead(status, {
    ...others,
    ...(length !== undefined && { 'content-length': Buffer.byteLength(text) }),
  });
  outgoing.end(text);
}
