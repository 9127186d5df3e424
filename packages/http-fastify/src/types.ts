import type { Span } from '@opentelemetry/api';
import type { Access, CallerOf, Guards, RequestOrigin, Route } from '@quartet/platform/contract';
import type { IdempotencyStore, KeyHold } from '@quartet/platform/idempotency';

declare module 'fastify' {
  interface FastifyInstance {
    /** Filled in by the modules that can resolve callers. */
    guards: Guards;
    /** Every route that was bound, in order: what the OpenAPI document and the tests are made from. */
    boundRoutes: Route[];
    /** Filled in by the module that signs people in: the name of the cookie that is as good as a bearer token. */
    sessionCookie: string | undefined;
    /** Filled in by the module that gives out API keys: what they look like, for the reference page. */
    apiKeyFormat: string | undefined;
    allowedOrigins: ReadonlySet<string>;
    idempotency: IdempotencyStore | undefined;
    /** Filled in by the rate limiting module. Answers headers; throws `too_many_requests`. */
    rateLimit: ((route: Route, key: string) => Promise<Record<string, string>>) | undefined;
  }

  interface FastifyContextConfig {
    contract?: Route;
  }

  interface FastifyRequest {
    caller: CallerOf<Access>;
    routeParams: Record<string, unknown> | undefined;
    requestOrigin: RequestOrigin;
    idempotencyHold: KeyHold | undefined;
    /** The request's own span, when it is part of a trace. */
    span: Span | undefined;
  }
}
