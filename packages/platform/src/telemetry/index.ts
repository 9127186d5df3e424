export { createErrorReporter, type ErrorContext, type ErrorReporter } from './error-reporter.ts';
export { createMetrics, type FinishedRequest, type Metrics } from './metrics.ts';
export { startTelemetry, type Telemetry, type TelemetryOptions } from './start-telemetry.ts';
