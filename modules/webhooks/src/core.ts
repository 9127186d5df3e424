import type { Clock } from '@quartet/platform/clock';
import type { Database } from '@quartet/platform/database';
import type { Log } from '@quartet/platform/log';
import type { EffectSender } from './effects/effect.ts';
import type { WebhookMetrics } from './metrics.ts';
import type { Projector } from './projector.ts';
import type { Provider } from './providers/provider.ts';

/** What a deployment may set; see {@link ./config.ts}. */
export interface WebhookSettings {
  /** Takes deliveries without a signature from programs on this machine. */
  allowUnsigned: boolean;
  /** Attempts at an object before it is parked. */
  maxAttempts: number;
  /** Transactions that one process works in at once; each takes up to eight objects, when so many are due. */
  concurrency: number;
  /** Days that the log is kept. */
  retentionDays: number;
  /** A worker that died gives its objects up after this. */
  leaseSeconds: number;
  /** Wait before the second attempt, at the most; it doubles with each further one, up to `retryMaxSeconds`. */
  retryBaseSeconds: number;
  retryMaxSeconds: number;
}

/** What the module stands on. */
export interface WebhooksCore {
  /** Names this process in leases and attempts. */
  worker: string;
  db: Database;
  clock: Clock;
  log: Log;
  metrics: WebhookMetrics;
  providers: ReadonlyMap<string, Provider>;
  projector: Projector;
  /** By the kind of effect that they send. */
  senders: Map<string, EffectSender>;
  settings: WebhookSettings;
  /** From 0 to 1, as Math.random. */
  random: () => number;
}
