import type { Log } from '../log/index.ts';

export interface ErrorContext {
  requestId: string;
  /** Method and path template, such as `GET /api/teams/:id`. */
  route: string;
}

/** Where defects go, beside the log. */
export interface ErrorReporter {
  /** Returns at once; a report that cannot be delivered is logged and lost. */
  report(error: unknown, context: ErrorContext): void;
  /** Delivers what is under way, for two seconds at the most. */
  close(): Promise<void>;
}

export interface ErrorReporterOptions {
  /** Address of a Sentry project; without one nothing is reported. */
  dsn: string | undefined;
  /** Version of the service. */
  release: string;
  log: Log;
}

/** Loads Sentry's client (20 MB) only when there is a project to report to. */
export async function createErrorReporter({
  dsn,
  release,
  log,
}: ErrorReporterOptions): Promise<ErrorReporter> {
  if (dsn === undefined) return { report: () => undefined, close: () => Promise.resolve() };
  const { createSentryReporter } = await import('./sentry-reporter.ts');
  return createSentryReporter({ dsn, release, log });
}
