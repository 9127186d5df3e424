import {
  type AnswerOf,
  authorize,
  type BodyOf,
  type CallerOf,
  isUnsafe,
  type ParamsOf,
  parseInput,
  parseParams,
  pathOf,
  type QueryOf,
  type RequestOrigin,
  type Route,
  requireEntitlement,
  requireFeature,
  requireScope,
} from '@quartet/platform/contract';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { credentialsOf, type Server } from './create-server.ts';
import { refuseCrossOrigin } from './cross-origin.ts';
import { beginIdempotent, keepAnswer } from './idempotency.ts';
import { limitByAddress, limitByCaller } from './rate-limit.ts';
import { serializerFor } from './serializer.ts';

/** What a handler receives: everything parsed by the contract, and nothing else. */
export interface HandlerInput<R extends Route> {
  params: ParamsOf<R>;
  query: QueryOf<R>;
  body: BodyOf<R>;
  caller: CallerOf<R['access']>;
  origin: RequestOrigin;
}

/** Answers the body of success; refusals are thrown. The reply is for cookies and redirects alone. */
export type Handler<R extends Route> = (
  input: HandlerInput<R>,
  reply: FastifyReply,
) => AnswerOf<R> | Promise<AnswerOf<R>>;

/** Sends what a handler answered. */
export type SendAnswer = (reply: FastifyReply, answer: unknown) => FastifyReply;

/**
 * A route of a contract without its handler, for any framework that runs on this server. Order within a request:
 * rate limit, caller, cross-site check, body, idempotency; so whoever may not call a route learns nothing of
 * its input.
 */
export function contractRoute(server: Server, route: Route): Omit<RouteOptions, 'handler'> {
  return {
    method: route.method,
    url: pathOf(route),
    config: { contract: route },
    // A HEAD request runs the handler; one for a redirect of a sign-in would use its state up.
    exposeHeadRoute: route.method === 'GET' && route.answer !== undefined,
    onRequest: async (request, reply) => admit(route, request, reply),
    ...(isUnsafe(route.method) && idempotencyHooks(server)),
  };
}

/** Few requests have a key: the others pass in the same turn, which they would not through hooks that are async. */
function idempotencyHooks(server: Server): Pick<RouteOptions, 'preHandler' | 'onSend'> {
  return {
    preHandler: (request, reply, done) => {
      if (request.headers['idempotency-key'] === undefined) return done();
      beginIdempotent(server, request, reply).then((replayed) => {
        if (replayed === undefined) done();
      }, done);
    },
    onSend: (request, reply, payload, done) => {
      if (request.idempotencyHold === undefined) return done(null, payload);
      keepAnswer(server, request, reply, payload).then((kept) => done(null, kept), done);
    },
  };
}

/**
 * Decides who is calling and whether they may, before a byte of the body is read.
 *
 * @throws what the rate limit, the guards and the cross-site check refuse by
 */
export async function admit(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { server } = request;
  await limitByAddress(server, route, request, reply);
  request.routeParams = parseParams(route, request.params);
  request.caller = await authorize(
    route.access,
    server.guards,
    credentialsOf(request),
    request.routeParams ?? {},
  );
  requireScope(route, request.caller);
  if (isUnsafe(route.method)) refuseCrossOrigin(server.allowedOrigins, request);
  await requireFeature(route, server.guards, request.caller);
  await requireEntitlement(route, server.guards, request.caller);
  await limitByCaller(server, route, request, reply);
}

/**
 * The input of an admitted request.
 *
 * @throws `invalid_request`
 */
export function inputOf(route: Route, request: FastifyRequest): HandlerInput<Route> {
  return {
    ...parseInput(route, request),
    params: request.routeParams,
    caller: request.caller,
    origin: request.requestOrigin,
  };
}

/** Compiles what sends the answers of a route. */
export function answersOf(route: Route): SendAnswer {
  const serialize = serializerFor(route);
  return (reply, answer) => {
    reply.status(route.status);
    if (route.answer === undefined) return reply.send();
    return reply.type('application/json; charset=utf-8').send(serialize(answer));
  };
}
