import { commonErrors } from '@quartet/platform/errors';
import type { StoredAnswer } from '@quartet/platform/idempotency';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from './create-server.ts';
import { callerKeyOf } from './rate-limit.ts';

/** Printable ASCII, as Stripe takes it; long enough for any UUID with a prefix. */
const KEY = /^[\x21-\x7e]{1,255}$/;
/** As long as Stripe keeps its keys: https://docs.stripe.com/api/idempotent_requests. */
const KEEP_SECONDS = 24 * 60 * 60;
/** These answers hold credentials, which must not be handed out again much later than they were made. */
const KEEP_PUBLIC_SECONDS = 10 * 60;
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
  const begun = await server.idempotency.begin({
    caller: callerNameOf(request),
    target,
    key,
    body: request.body,
    keepSeconds: request.caller === undefined ? KEEP_PUBLIC_SECONDS : KEEP_SECONDS,
  });
  if ('hold' in begun) {
    request.idempotencyHold = begun.hold;
    return undefined;
  }
  return reply
    .status(begun.answer.status)
    .headers(begun.answer.headers)
    .header('idempotent-replayed', 'true')
    .send(begun.answer.body);
}

/** Runs the handler of a keyed request, so that what it commits and the mark that it did are one. */
export function carryOut<Result>(
  server: Server,
  request: FastifyRequest,
  handler: () => Promise<Result>,
): Promise<Result> {
  const hold = request.idempotencyHold;
  return hold === undefined || server.idempotency === undefined
    ? handler()
    : server.idempotency.carryOut(hold, handler);
}

/**
 * Keeps a success, and frees the key of a refusal, which changed nothing. A fault at this point changes the
 * answer no more: the work is done, and a retry will be told so.
 */
export async function keepAnswer(
  server: Server,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const hold = request.idempotencyHold;
  if (hold === undefined) return payload;
  try {
    if (reply.statusCode < 400) await server.idempotency?.finish(hold, answerOf(reply, payload));
    else await server.idempotency?.abandon(hold);
  } catch (error) {
    request.log.warn({ err: error }, 'The answer to a keyed request could not be kept.');
  }
  return payload;
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && KEY.test(key)) return key;
  const message = 'must be 1 to 255 printable ASCII characters';
  throw commonErrors.invalidRequest({ errors: [{ path: 'headers.idempotency-key', message }] });
}

/** Before sign-in, people are told apart by what they say they are; not by address, which a phone changes. */
function callerNameOf(request: FastifyRequest): string {
  if (request.caller !== undefined) return callerKeyOf(request);
  const { email, token, refresh_token } = (request.body ?? {}) as Record<string, unknown>;
  return `public:${String(email ?? token ?? refresh_token ?? '')}`;
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
