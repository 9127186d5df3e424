import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Log } from '../log/index.ts';

export interface TelemetryOptions {
  serviceName: string;
  version: string;
  /** Base address of an OpenTelemetry collector (OTLP over HTTP); spans are made only with one. */
  otlpEndpoint?: string | undefined;
  log: Log;
}

export interface Telemetry {
  /** Sends the spans that are left, for two seconds at the most. */
  shutdown(): Promise<void>;
}

/**
 * Lets this process take part in its callers' traces (W3C Trace Context, `traceparent`), so that logs carry
 * their ids; with an endpoint it also records spans and sends them. OpenTelemetry's registry is one a process.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const exporting =
    options.otlpEndpoint === undefined ? undefined : await exportTo(options.otlpEndpoint, options);
  return {
    async shutdown() {
      await exporting?.shutdown();
      trace.disable();
      propagation.disable();
      context.disable();
    },
  };
}

/** Loaded on demand: the SDK and the exporter take 16 MB and twice the time of the rest. */
async function exportTo(endpoint: string, options: TelemetryOptions): Promise<Telemetry> {
  const { exportSpans } = await import('./export-spans.ts');
  return exportSpans(endpoint, options);
}
