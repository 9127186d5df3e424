import { DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Log } from '../log/index.ts';
import type { Telemetry, TelemetryOptions } from './start-telemetry.ts';

/** A process stops within five seconds, whether the collector answers or not. */
const EXPORT_TIMEOUT_MS = 2_000;

/** Records spans and sends them in batches to the collector; a collector that is away costs spans, nothing else. */
export function exportSpans(endpoint: string, { serviceName, version, log }: TelemetryOptions): Telemetry {
  logFaults(log);
  const exporter = new OTLPTraceExporter({ url: tracesUrl(endpoint), timeoutMillis: EXPORT_TIMEOUT_MS });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: EXPORT_TIMEOUT_MS })],
  });
  trace.setGlobalTracerProvider(provider);
  return {
    shutdown: () =>
      provider
        .shutdown()
        .catch((error: unknown) => log.warn({ err: error }, 'The last spans could not be sent.')),
  };
}

/** The OTLP exporter specification (endpoint URLs for OTLP/HTTP): signals stand below the base address. */
function tracesUrl(endpoint: string): string {
  return new URL('v1/traces', endpoint.endsWith('/') ? endpoint : `${endpoint}/`).href;
}

function logFaults(log: Log): void {
  const warn = (message: string, ...details: unknown[]) => log.warn({ details }, `Tracing: ${message}`);
  const ignore = () => undefined;
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
