import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiError } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import { API_VERSION } from '../world/event.ts';
import { authenticate } from './authenticate.ts';
import { expand } from './expand.ts';
import { createIdempotencyKeys, type KeptAnswer } from './idempotency.ts';
import { parseParams, type RawParams } from './params.ts';
import type { ApiRoute } from './route.ts';

const pathSchema = z.object({ id: z.string().default(''), subId: z.string().default('') });
const rawSchema = z.record(z.string(), z.unknown()).default({});
const expandSchema = z.object({ expand: z.array(z.string()).default([]) });

/** Serves the operations under `/v1`, with keys, request ids, versions, idempotency and error objects. */
export function apiRoutes(
  server: FastifyInstance,
  options: { world: World; routes: ApiRoute[]; nextRequestId: () => string },
): void {
  const { world, routes, nextRequestId } = options;
  const now = () => world.mainTimeline.now();
  const kept = createIdempotencyKeys(now);

  server.addHook('onRequest', async (request, reply) => {
    request.id = nextRequestId();
    reply.header('request-id', request.id).header('stripe-version', versionOf(request));
    authenticate(request.headers.authorization, world.settings.secretKey);
  });
  server.setErrorHandler((error, _request, reply) => sendError(reply, error));
  server.setNotFoundHandler(({ method, url }, reply) => sendError(reply, unrecognized(method, url)));

  for (const route of routes) {
    server.route({
      method: route.method,
      url: route.path,
      handler(request, reply) {
        const params = rawSchema.parse(route.method === 'POST' ? (request.body ?? {}) : request.query);
        const key = request.headers['idempotency-key'];
        if (route.method !== 'POST' || typeof key !== 'string') {
          return reply.send(answer(request, params, null));
        }
        reply.header('idempotency-key', key);
        const earlier = kept.find(key, request.url, params);
        if (earlier) return sendAgain(reply, earlier);
        const given = keepable(() => answer(request, params, key), request.id);
        if (given.isKept) kept.keep(key, request.url, params, given);
        return reply.status(given.status).send(given.body);
      },
    });

    function answer(request: FastifyRequest, raw: RawParams, idempotencyKey: string | null): object {
      const { expand: _, ...params } = raw;
      const paths = parseParams(expandSchema, raw).expand;
      const path = pathSchema.parse(request.params);
      const object = world.during({ id: request.id, idempotency_key: idempotencyKey }, () =>
        route.handle({ world, params, ...path }),
      );
      return expand(world, object, paths);
    }
  }
}

/**
 * Refusals are kept as well, but not of parameters that failed validation, since nothing began:
 * https://docs.stripe.com/api/idempotent_requests.
 */
function keepable(work: () => object, requestId: string): KeptAnswer & { isKept: boolean } {
  try {
    return { requestId, status: 200, body: work(), isKept: true };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const isKept = error.body.type !== 'invalid_request_error';
    return { requestId, status: error.status, body: { error: error.body }, isKept };
  }
}

function sendAgain(reply: FastifyReply, { requestId, status, body }: KeptAnswer): FastifyReply {
  reply.header('idempotent-replayed', 'true').header('original-request', requestId);
  return reply.status(status).send(body);
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  if (error instanceof ApiError) return reply.status(error.status).send({ error: error.body });
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return reply.status(500).send({ error: { type: 'api_error', message } });
}

function unrecognized(method: string, url: string): ApiError {
  return new ApiError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${url}). The simulator does not have it.`,
  });
}

function versionOf(request: FastifyRequest): string {
  const version = request.headers['stripe-version'];
  return typeof version === 'string' ? version : API_VERSION;
}
