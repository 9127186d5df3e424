import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from './create-server.ts';

/**
 * Takes part in the caller's trace (W3C Trace Context), and records a span a request where a collector is
 * configured; names and attributes follow OpenTelemetry's semantic conventions for HTTP servers.
 */
export function traceRequests(server: Server): void {
  const tracer = trace.getTracer('@quartet/http-fastify');
  server.decorateRequest('span', undefined);
  server.addHook('onRequest', (request, _reply, done) => {
    const parent = propagation.extract(context.active(), request.headers);
    const span = tracer.startSpan(nameOf(request), { kind: SpanKind.SERVER }, parent);
    if (!span.isRecording() && request.headers.traceparent === undefined) return done();
    request.span = span;
    context.with(trace.setSpan(parent, span), done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    endSpan(request, reply);
    done();
  });
}

function endSpan(request: FastifyRequest, reply: FastifyReply): void {
  const { span } = request;
  if (span === undefined) return;
  span.setAttributes({
    'http.request.method': request.method,
    'http.route': request.routeOptions.url ?? '',
    'http.response.status_code': reply.statusCode,
  });
  if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function nameOf(request: FastifyRequest): string {
  return `${request.method} ${request.routeOptions.url ?? 'unmatched'}`;
}
