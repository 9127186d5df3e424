import {
  type AnswerOf,
  authorize,
  type BodyOf,
  type CallerOf,
  type Contract,
  isUnsafe,
  type ParamsOf,
  parseInput,
  parseParams,
  pathOf,
  type QueryOf,
  type RequestOrigin,
  type Route,
  requireEntitlement,
} from '@quartet/platform/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { credentialsOf, type Server } from './create-server.ts';
import { refuseCrossOrigin } from './cross-origin.ts';
import { beginIdempotent, carryOut, keepAnswer } from './idempotency.ts';
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

export type Handlers<C extends Contract> = { [Name in keyof C]: Handler<C[Name]> };

/**
 * Binds each route of a contract to its handler. Order within a request: rate limit, caller, cross-site
 * check, body, input, idempotency, handler; so whoever may not call a route learns nothing of its input.
 *
 * @example bindRoutes(server, usersContract, { readProfile: ({ caller }) => users.readProfile(caller.userId) });
 */
export function bindRoutes<const C extends Contract>(
  server: Server,
  contract: C,
  handlers: Handlers<C>,
): void {
  for (const name of Object.keys(contract) as (keyof C & string)[]) {
    const route = contract[name];
    const handler = handlers[name];
    if (route === undefined || handler === undefined)
      throw new Error(`The contract's route ${name} has no handler.`);
    bindRoute(server, route, handler as Handler<Route>);
  }
}

function bindRoute(server: Server, route: Route, handler: Handler<Route>): void {
  const serialize = serializerFor(route);
  server.boundRoutes.push(route);
  server.route({
    method: route.method,
    url: pathOf(route),
    config: { contract: route },
    // A HEAD request runs the handler; one for a redirect of a sign-in would use its state up.
    exposeHeadRoute: route.method === 'GET' && route.answer !== undefined,
    onRequest: async (request, reply) => admit(server, route, request, reply),
    ...(isUnsafe(route.method) && {
      preHandler: async (request, reply) => beginIdempotent(server, request, reply),
      onSend: async (request, reply, payload) => keepAnswer(server, request, reply, payload),
    }),
    handler: async (request, reply) => {
      const input = {
        ...parseInput(route, request),
        params: request.routeParams,
        caller: request.caller,
        origin: request.requestOrigin,
      };
      const answer = await carryOut(server, request, async () => handler(input, reply));
      if (reply.sent) return reply;
      return send(reply, route, serialize, answer);
    },
  });
}

/** Decides who is calling and whether they may, before a byte of the body is read. */
async function admit(
  server: Server,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  await limitByAddress(server, route, request, reply);
  request.routeParams = parseParams(route, request.params);
  request.caller = await authorize(
    route.access,
    server.guards,
    credentialsOf(request),
    request.routeParams ?? {},
  );
  if (isUnsafe(route.method)) refuseCrossOrigin(server.allowedOrigins, request);
  await requireEntitlement(route, server.guards, request.caller);
  await limitByCaller(server, route, request, reply);
}

function send(
  reply: FastifyReply,
  route: Route,
  serialize: (answer: unknown) => string,
  answer: unknown,
): FastifyReply {
  reply.status(route.status);
  if (route.answer === undefined) return reply.send();
  return reply.type('application/json; charset=utf-8').send(serialize(answer));
}
