export { createErrorReporter, type ErrorReporter } from './error-reporter.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { startTelemetry } from './start-telemetry.ts';
