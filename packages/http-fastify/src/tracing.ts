import {
  context,
  ProxyTracerProvider,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from './create-server.ts';

const TRACER = '@quartet/http-fastify';

/**
 * Takes part in the caller's trace (W3C Trace Context), and records a span a request where a collector is
 * configured; names and attributes follow OpenTelemetry's semantic conventions for HTTP servers.
 */
export function traceRequests(server: Server): void {
  const tracer = trace.getTracer(TRACER);
  server.decorateRequest('span', undefined);
  server.addHook('onRequest', (request, _reply, done) => {
    if (request.headers.traceparent === undefined && !isRecording()) return done();
    const parent = propagation.extract(context.active(), request.headers);
    const span = tracer.startSpan(nameOf(request), { kind: SpanKind.SERVER }, parent);
    request.span = span;
    context.with(trace.setSpan(parent, span), done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    endSpan(request, reply);
    done();
  });
}

/** Whether there is a provider of spans: without one, a request outside of a trace needs no context of its own. */
function isRecording(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(TRACER) !== undefined;
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
