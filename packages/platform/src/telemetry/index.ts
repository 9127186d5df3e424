export { createErrorReporter, type ErrorReporter } from './error-reporter.ts';
export { metricNamed } from './metric-named.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { startTelemetry } from './start-telemetry.ts';
