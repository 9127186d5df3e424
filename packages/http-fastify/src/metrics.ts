import type { Metrics } from '@quartet/platform/telemetry';
import type { Server } from './create-server.ts';

/** Counts and times requests by route template, and answers `/metrics` in Prometheus' text format. */
export function measureRequests(server: Server, metrics: Metrics): void {
  server.addHook('onResponse', (request, reply, done) => {
    metrics.observeRequest({
      method: request.method,
      route: request.routeOptions.url ?? 'unmatched',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    });
    done();
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.expose()),
  );
}
