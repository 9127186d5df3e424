import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { context, trace } from '@opentelemetry/api';
import type { Log } from '@quartet/platform/log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from './create-server.ts';

/** A caller's own id is kept when it cannot harm a log. */
const REQUEST_ID = /^[\w.-]{8,64}$/;
/** Longer ones are abuse; the list of devices shows the beginning. */
const MAX_USER_AGENT_LENGTH = 300;

/** Gives each request its id and origin, answers the id as `X-Request-Id`, and logs one line a request at its end. */
export function identifyRequests(server: Server, log: Log): void {
  server.decorateRequest('requestOrigin', null as never);
  server.addHook('onRequest', (request, reply, done) => {
    request.requestOrigin = originOf(request);
    reply.header('x-request-id', request.id);
    done();
  });
  // Its lines hold nothing to redact, and looking for it takes longer than writing them.
  const unredacted = log.child({}, { redact: [] });
  server.addHook('onResponse', (request, reply, done) => {
    logRequest(unredacted, request, reply);
    done();
  });
}

identifyRequests.newId = (request: IncomingMessage): string => {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
};

function originOf(request: FastifyRequest) {
  return {
    requestId: request.id,
    address: request.ip,
    userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT_LENGTH),
  };
}

function logRequest(log: Log, request: FastifyRequest, reply: FastifyReply): void {
  const level = reply.statusCode >= 500 ? 'error' : 'info';
  log[level](
    {
      request_id: request.id,
      method: request.method,
      path: pathWithoutQuery(request),
      route: request.routeOptions.url,
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
      address: request.ip,
      ...(request.caller?.kind === 'user' && { user_id: request.caller.userId }),
      ...traceOf(),
    },
    'request',
  );
}

/** A query may carry a token; a path never does. */
function pathWithoutQuery(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? request.url;
}

function traceOf(): { trace_id?: string } {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? {} : { trace_id: span.traceId };
}
