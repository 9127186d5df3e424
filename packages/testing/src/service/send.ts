import { type IncomingHttpHeaders, type IncomingMessage, request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';

/** A request as it goes over the wire: any method, path, header and bytes that HTTP can carry. */
export interface RawRequest {
  method: string;
  /** Path and query, taken as they are. */
  path: string;
  headers?: Readonly<Record<string, string | string[]>>;
  body?: string | Uint8Array;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The values of `Set-Cookie`. */
  cookies: string[];
  text: string;
  /** The body as JSON; undefined where there is none. */
  body: unknown;
}

/** Sends one request by Node's own client, which, unlike fetch, lets `Host`, `Origin` and `Sec-Fetch-Site` be forged. */
export async function send(baseUrl: string, { method, path, headers, body }: RawRequest): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { hostname, port, protocol } = new URL(baseUrl);
  const request = protocol === 'https:' ? requestByHttps : requestByHttp;
  const outgoing = request({ hostname, port, method, path, headers: framed(headers, body) }, resolve);
  // A server may answer and hang up before it has read everything: what then fails is the rest of the request.
  outgoing.on('error', reject);
  outgoing.end(body);
  const incoming = await promise;
  return answerOf(incoming, (await buffer(incoming)).toString());
}

/** Node frames no body of a GET or DELETE by itself: the server would take it for the next request. */
function framed(
  headers: RawRequest['headers'],
  body: RawRequest['body'],
): NonNullable<RawRequest['headers']> {
  return body === undefined ? { ...headers } : { 'content-length': `${Buffer.byteLength(body)}`, ...headers };
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, text: string): Answer {
  const isJson = /^application\/([\w.-]+\+)?json/.test(headers['content-type'] ?? '');
  return {
    status: statusCode,
    headers,
    cookies: headers['set-cookie'] ?? [],
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}

/** The `code` of a problem, or nothing where the answer is none. */
export function codeOf({ body }: Answer): string | undefined {
  return z.object({ code: z.string() }).safeParse(body).data?.code;
}
