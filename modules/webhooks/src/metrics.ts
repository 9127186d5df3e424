import { metricNamed } from '@quartet/platform/telemetry';
import { Counter, type CounterConfiguration, Gauge, Histogram, type Registry } from 'prom-client';

/** From a projection that follows its event at once to an event that waited out an outage. */
const LAG_BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800, 7_200];

export interface WebhookMetrics {
  deliveries: Counter<'provider' | 'result'>;
  settled: Counter<'provider' | 'status'>;
  failures: Counter<'provider' | 'outcome'>;
  lag: Histogram<'provider'>;
}

/** What the database knows of the work that waits. */
export interface Backlog {
  pending_events: number;
  oldest_pending_seconds: number;
  retrying_objects: number;
  dead_letters: number;
  unknown_effects: number;
}

/** The module's series; those of the database's state are read when they are scraped. */
export function createWebhookMetrics(registry: Registry): WebhookMetrics {
  const counter = <Label extends string>(configuration: CounterConfiguration<Label>) =>
    metricNamed(registry, configuration.name, () => new Counter({ ...configuration, registers: [registry] }));
  return {
    deliveries: counter({
      name: 'webhook_deliveries_total',
      help: 'Deliveries by their answer: accepted, duplicate, invalid_signature, invalid_payload.',
      labelNames: ['provider', 'result'],
    }),
    settled: counter({
      name: 'webhook_events_settled_total',
      help: 'Events that were processed or ignored.',
      labelNames: ['provider', 'status'],
    }),
    failures: counter({
      name: 'webhook_attempts_failed_total',
      help: 'Attempts at objects that failed, and those after which the object was parked.',
      labelNames: ['provider', 'outcome'],
    }),
    lag: metricNamed(
      registry,
      'webhook_lag_seconds',
      () =>
        new Histogram({
          name: 'webhook_lag_seconds',
          help: 'Time from the arrival of an event to the commit of what became of it.',
          labelNames: ['provider'],
          buckets: LAG_BUCKETS_SECONDS,
          registers: [registry],
        }),
    ),
  };
}

/** Adds gauges of the backlog. While the database is away they keep their last value. */
export function exposeBacklog(registry: Registry, readBacklog: () => Promise<Backlog>): void {
  const gauges: Record<keyof Backlog, Gauge> = {
    pending_events: gauge('webhook_pending_events', 'Events that are not processed yet.'),
    oldest_pending_seconds: gauge(
      'webhook_oldest_pending_seconds',
      'Age of the oldest event that is not processed yet.',
    ),
    retrying_objects: gauge('webhook_retrying_objects', 'Objects that failed and wait for another attempt.'),
    dead_letters: gauge('webhook_dead_letters', 'Objects that were parked after their last attempt.'),
    unknown_effects: gauge('webhook_unknown_effects', 'Effects of which nobody knows whether they happened.'),
  };
  const readable = 'webhook_backlog_readable';
  if (registry.getSingleMetric(readable) !== undefined) return;
  new Gauge({
    name: readable,
    help: 'Whether the backlog could be read from the database: 1 or 0.',
    registers: [registry],
    async collect() {
      const backlog = await readBacklog().catch(() => undefined);
      this.set(backlog === undefined ? 0 : 1);
      if (backlog === undefined) return;
      for (const name of Object.keys(gauges) as (keyof Backlog)[]) gauges[name].set(backlog[name]);
    },
  });

  function gauge(name: string, help: string): Gauge {
    return metricNamed(registry, name, () => new Gauge({ name, help, registers: [registry] }));
  }
}
