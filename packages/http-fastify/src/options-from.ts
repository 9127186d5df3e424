import type { ConfigOf, platformConfig } from '@quartet/platform/config';
import type { Runtime } from '@quartet/platform/service';
import type { ServerOptions } from './create-server.ts';

type Settings = Pick<
  ConfigOf<typeof platformConfig>,
  'trustedProxies' | 'maxEventLoopDelayMs' | 'corsOrigins'
>;

/** What a server takes from a service's runtime and settings, whatever the service is. */
export function optionsFrom(
  { log, db, metrics, idempotency, errorReporter }: Runtime,
  { trustedProxies, maxEventLoopDelayMs, corsOrigins }: Settings,
  addresses: { publicUrl: string; appUrl: string },
): Omit<ServerOptions, 'service'> {
  return {
    log,
    trustedProxies,
    maxEventLoopDelayMs,
    allowedOrigins: [new URL(addresses.publicUrl).origin, new URL(addresses.appUrl).origin, ...corsOrigins],
    readiness: { database: db.ping },
    metrics,
    idempotency,
    reportError: errorReporter.report,
  };
}
