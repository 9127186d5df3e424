import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export interface FinishedRequest {
  method: string;
  /** Path template, so that ids do not multiply the series. */
  route: string;
  status: number;
  seconds: number;
}

export interface Metrics {
  /** Where modules add series of their own. */
  readonly registry: Registry;
  observeRequest(request: FinishedRequest): void;
  /** All series in Prometheus' text exposition format. */
  expose(): Promise<string>;
  /** Media type of {@link Metrics.expose}. */
  readonly contentType: string;
}

/** From a cached read to a login that queues for argon2id. */
const DURATION_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of one service: its process and its requests. */
export function createMetrics({ service }: { service: string }): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by route template, method and status class.',
    labelNames: ['route', 'method', 'status'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [registry],
  });
  return {
    registry,
    observeRequest: ({ method, route, status, seconds }) =>
      duration.observe({ route, method, status: `${Math.floor(status / 100)}xx` }, seconds),
    expose: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
