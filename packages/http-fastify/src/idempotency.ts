import { commonErrors } from '@quartet/platform/errors';
import type { StoredAnswer } from '@quartet/platform/idempotency';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from './create-server.ts';
import { callerKeyOf } from './rate-limit.ts';

/** Printable ASCII, as Stripe takes it; long enough for any UUID with a prefix. */
const KEY = /^[\x21-\x7e]{1,255}$/;
/** Headers that belong to an answer; all others are made anew. */
const KEPT_HEADERS = ['content-type', 'location', 'set-cookie'];

/** Answers a repeated request with the first answer, or takes the key for this one. */
export async function beginIdempotent(
  server: Server,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const key = keyOf(request);
  if (key === undefined || server.idempotency === undefined) return undefined;
  const target = `${request.method} ${request.url}`;
  const { keyHash, answer } = await server.idempotency.begin({
    caller: callerNameOf(request),
    target,
    key,
    body: request.body,
  });
  if (answer === undefined) {
    request.idempotencyKeyHash = keyHash;
    return undefined;
  }
  return reply
    .status(answer.status)
    .headers(answer.headers)
    .header('idempotent-replayed', 'true')
    .send(answer.body);
}

/** Keeps a success; a refusal changed nothing, so its key is free again. */
export async function keepAnswer(
  server: Server,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const keyHash = request.idempotencyKeyHash;
  if (keyHash === undefined) return payload;
  if (reply.statusCode < 400) await server.idempotency?.finish(keyHash, answerOf(reply, payload));
  else await server.idempotency?.abandon(keyHash);
  return payload;
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && KEY.test(key)) return key;
  const message = 'must be 1 to 255 printable ASCII characters';
  throw commonErrors.invalidRequest({ errors: [{ path: 'headers.idempotency-key', message }] });
}

/** Nobody in particular shares one space of keys, wherever they call from: a phone changes its address. */
function callerNameOf(request: FastifyRequest): string {
  return request.caller === undefined ? 'public' : callerKeyOf(request);
}

function answerOf(reply: FastifyReply, payload: unknown): StoredAnswer {
  const kept = KEPT_HEADERS.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, typeof value === 'number' ? String(value) : value] as const];
  });
  return {
    status: reply.statusCode,
    headers: Object.fromEntries(kept),
    body: typeof payload === 'string' ? payload : '',
  };
}
