import cookie from '@fastify/cookie';
import type { Credentials, Guards, Route } from '@quartet/platform/contract';
import type { IdempotencyStore } from '@quartet/platform/idempotency';
import { isLocal } from '@quartet/platform/local-request';
import type { Log } from '@quartet/platform/log';
import type { Metrics } from '@quartet/platform/telemetry';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { parseBodies } from './body.ts';
import { answerHealth, type ReadinessChecks } from './health.ts';
import { measureRequests } from './metrics.ts';
import { publishReference } from './openapi.ts';
import { shedLoad } from './pressure.ts';
import { answerProblems, asDomainError, sendProblem } from './problems.ts';
import { identifyRequests } from './request-context.ts';
import { requireGuards } from './require-guards.ts';
import { secureHeaders } from './security-headers.ts';
import { traceRequests } from './tracing.ts';
import { refuseUnreadable } from './unreadable-requests.ts';

/** A Fastify instance with what every service shares; see {@link ./types.ts} for what is added to it. */
export type Server = FastifyInstance;

export interface ServerOptions {
  service: { name: string; title: string; version: string };
  log: Log;
  /** Proxies in front whose `X-Forwarded-For` entries are believed. */
  trustedProxies: number;
  /** Origins, beside the server's own, whose browsers may call with credentials. */
  allowedOrigins: readonly string[];
  /** What has to answer for `/health/ready` to say yes. */
  readiness: ReadinessChecks;
  metrics: Metrics;
  idempotency?: IdempotencyStore;
  reportError?: (error: unknown, context: { requestId: string; route: string }) => void;
  /** Milliseconds of event loop delay past which requests are refused with 503; 0 switches it off. */
  maxEventLoopDelayMs: number;
}

/** 1 MiB: every contract fits many times, and a flood of bodies does not fill the memory. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** Time to receive a whole request; a peer that sends slower holds a socket for nothing (Slowloris). */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the idle time of common load balancers (60 s), so that they never meet a closing socket. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** TypeIDs have at most 90 characters. */
const MAX_PARAM_LENGTH = 200;

/**
 * A server with problem+json errors, request ids, trace context, security headers, CORS, cross-site checks,
 * idempotency, body limit, timeouts, load shedding, health, metrics, OpenAPI and its reference page.
 * Modules add their routes with {@link ./bind-routes.ts | bindRoutes}.
 */
export async function createServer(options: ServerOptions): Promise<Server> {
  const server = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    trustProxy: options.trustedProxies > 0 && ((_address, hop) => hop < options.trustedProxies),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
    genReqId: identifyRequests.newId,
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (error, request, reply) =>
      void sendProblem(reply, request, asDomainError(error) ?? error),
  });
  decorate(server, options);
  answerProblems(server, (error, request) => options.reportError?.(error, contextOf(request)));
  identifyRequests(server, options.log);
  traceRequests(server);
  parseBodies(server);
  await server.register(cookie);
  await secureHeaders(server, options.allowedOrigins);
  await shedLoad(server, options.maxEventLoopDelayMs);
  measureRequests(server, options.metrics);
  answerHealth(server, options.readiness);
  await publishReference(server, options.service);
  requireGuards(server);
  return server;
}

/** The credentials of a request, for the guards. */
export function credentialsOf(request: FastifyRequest): Credentials {
  return {
    authorization: request.headers.authorization,
    cookies: request.cookies,
    get isLocal() {
      return isLocal(request.raw);
    },
  };
}

function decorate(server: Server, options: ServerOptions): void {
  server.decorate('guards', {} satisfies Guards as Guards);
  server.decorate('boundRoutes', [] as Route[]);
  server.decorate('allowedOrigins', new Set(options.allowedOrigins));
  server.decorate('idempotency', options.idempotency);
  server.decorate('rateLimit', undefined);
  server.decorate('sessionCookie', undefined);
  server.decorate('apiKeyFormat', undefined);
  server.decorateRequest('caller', undefined);
  server.decorateRequest('routeParams', undefined);
  server.decorateRequest('idempotencyHold', undefined);
}

function contextOf(request: FastifyRequest): { requestId: string; route: string } {
  return { requestId: request.id, route: `${request.method} ${request.routeOptions.url ?? 'unmatched'}` };
}
