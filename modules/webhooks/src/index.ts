import type { Clock } from '@quartet/platform/clock';
import type { Database } from '@quartet/platform/database';
import type { Log } from '@quartet/platform/log';
import { bind } from '@quartet/platform/use-cases';
import type { Registry } from 'prom-client';
import type { WebhookSettings, WebhooksCore } from './core.ts';
import { readBacklog } from './dead-letters/dead-letters.sql.ts';
import { listDeadLetters } from './dead-letters/list-dead-letters.ts';
import { redrive } from './dead-letters/redrive.ts';
import type { EffectSender } from './effects/effect.ts';
import { createIntake } from './intake/receive.ts';
import { listLogs } from './log/list-logs.ts';
import { readEvent } from './log/read-event.ts';
import { createWebhookMetrics, exposeBacklog } from './metrics.ts';
import { createPartitions, deleteOldPartitions } from './partitions/keep-partitions.ts';
import { createWorkers } from './processing/create-workers.ts';
import type { Projector } from './projector.ts';
import type { Provider } from './providers/provider.ts';
import { readReplay } from './replay/read-replay.ts';
import { replayEvent } from './replay/replay-event.ts';
import { replayFiltered } from './replay/replay-filtered.ts';

export { secretsOf, webhookSettings, webhooksConfig, webhooksRules } from './config.ts';
export { intakeContract, webhooksContract } from './contract.ts';
export type { WebhookSettings } from './core.ts';
export { type Effect, EffectNotSentError, type EffectSender, type NewEffect } from './effects/effect.ts';
export { createEffects, type Effects } from './effects/plan-effects.ts';
export { webhookErrors } from './errors.ts';
export { createOperatorGuard } from './operators.ts';
export {
  type Change,
  ignoreEverything,
  type ObjectName,
  type PendingEvent,
  type Projection,
  type ProjectionOutcome,
  type Projector,
} from './projector.ts';
export type { Delivery, EventIdentity, Provider, SignatureVerdict } from './providers/provider.ts';
export { standardWebhooksProvider } from './providers/standard-webhooks.ts';
export { stripeProvider } from './providers/stripe.ts';

export interface WebhooksDependencies {
  db: Database;
  clock: Clock;
  log: Log;
  /** Where its metrics are exposed. */
  registry: Registry;
  providers: readonly Provider[];
  /** What becomes of events. */
  projector: Projector;
  /** By the kind of effect; a kind without one waits. */
  senders?: Readonly<Record<string, EffectSender>>;
  settings: WebhookSettings;
  /** From 0 to 1, as Math.random. */
  random: () => number;
}

/** The inbox of events: intake, processing, log, replay. */
export type Webhooks = ReturnType<typeof createWebhooks>;

export function createWebhooks({ registry, providers, senders, ...others }: WebhooksDependencies) {
  const core: WebhooksCore = {
    ...others,
    metrics: createWebhookMetrics(registry),
    providers: new Map(providers.map((provider) => [provider.name, provider])),
    senders: new Map(Object.entries(senders ?? {})),
  };
  exposeBacklog(registry, () => readBacklog(core.db.orm));
  const workers = createWorkers(core);
  return {
    receive: createIntake(core, workers.wake),
    listLogs: bind(core, listLogs),
    readEvent: bind(core, readEvent),
    replayEvent: bind(core, replayEvent),
    replayFiltered: bind(core, replayFiltered),
    readReplay: bind(core, readReplay),
    listDeadLetters: bind(core, listDeadLetters),
    redrive: bind(core, redrive),
    /** Jobs: make months of the log ahead, and drop those that are older than it is kept. */
    createPartitions: () => createPartitions(core),
    deleteOldPartitions: () => deleteOldPartitions(core),
    workers,
  };
}
