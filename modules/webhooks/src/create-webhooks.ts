import { hostname } from 'node:os';
import type { Clock } from '@quartet/platform/clock';
import type { Database } from '@quartet/platform/database';
import { newId } from '@quartet/platform/ids';
import type { Log } from '@quartet/platform/log';
import { bind } from '@quartet/platform/use-cases';
import type { Registry } from 'prom-client';
import type { WebhookSettings, WebhooksCore } from './core.ts';
import { readBacklog } from './dead-letters/dead-letters.sql.ts';
import { listDeadLetters } from './dead-letters/list-dead-letters.ts';
import { redrive } from './dead-letters/redrive.ts';
import type { EffectSender } from './effects/effect.ts';
import { listEffects } from './effects/list-effects.ts';
import { resolveEffect } from './effects/resolve-effect.ts';
import { createAccept } from './intake/accept-listed.ts';
import { prepareInsertEvents } from './intake/intake.sql.ts';
import { createIntake } from './intake/receive.ts';
import { listLogs } from './log/list-logs.ts';
import { readEvent } from './log/read-event.ts';
import { createWebhookMetrics, exposeBacklog } from './metrics.ts';
import { createPartitions, deleteOldPartitions } from './partitions/keep-partitions.ts';
import { createWorkers } from './processing/create-workers.ts';
import { ignoreEverything, type Projector } from './projector.ts';
import type { Provider } from './providers/provider.ts';
import { listDifferences } from './rebuild/list-differences.ts';
import { readRebuild } from './rebuild/read-rebuild.ts';
import { startRebuild } from './rebuild/start-rebuild.ts';
import { swapRebuild } from './rebuild/swap-rebuild.ts';
import { refresh } from './refresh/refresh.ts';
import { createRefreshNow } from './refresh/refresh-now.ts';
import { readReplay } from './replay/read-replay.ts';
import { replayEvent } from './replay/replay-event.ts';
import { replayFiltered } from './replay/replay-filtered.ts';

export interface WebhooksDependencies {
  db: Database;
  clock: Clock;
  log: Log;
  /** Where its metrics are exposed. */
  registry: Registry;
  providers: readonly Provider[];
  /** What becomes of events; without one they are kept, and wait. See also `projectWith`. */
  projector?: Projector;
  /** By the kind of effect; a kind without one waits. */
  senders?: Readonly<Record<string, EffectSender>>;
  settings: WebhookSettings;
  /** From 0 to 1, as Math.random. */
  random: () => number;
}

/**
 * The inbox of events: intake, processing, log, replay, rebuild, effects. Its tables stand in
 * db/migrations/0009_webhooks.sql alone: all that it does with them is SQL, in the *.sql.ts files, so it has no
 * schema.ts.
 */
export type Webhooks = ReturnType<typeof createWebhooks>;

export function createWebhooks({ registry, providers, projector, senders, ...others }: WebhooksDependencies) {
  const core: WebhooksCore = {
    ...others,
    projector: projector ?? ignoreEverything,
    worker: `${hostname()}:${process.pid}:${newId('worker')}`,
    metrics: createWebhookMetrics(registry),
    providers: new Map(providers.map((provider) => [provider.name, provider])),
    senders: new Map(Object.entries(senders ?? {})),
  };
  exposeBacklog(registry, () => readBacklog(core.db.orm));
  const insertEvents = prepareInsertEvents(core.db.orm);
  const intake = createIntake(core, insertEvents, () => workers.wake());
  const workers = createWorkers(core, intake);
  let isProjected = projector !== undefined;
  return {
    receive: intake.receive,
    accept: createAccept(core, insertEvents, workers.wake),
    refresh,
    refreshNow: createRefreshNow(core),
    listLogs: bind(core, listLogs),
    readEvent: bind(core, readEvent),
    replayEvent: bind(core, replayEvent),
    replayFiltered: bind(core, replayFiltered),
    readReplay: bind(core, readReplay),
    listDeadLetters: bind(core, listDeadLetters),
    redrive: bind(core, redrive),
    listEffects: bind(core, listEffects),
    resolveEffect: bind(core, resolveEffect),
    startRebuild: bind(core, startRebuild),
    readRebuild: bind(core, readRebuild),
    listDifferences: bind(core, listDifferences),
    swapRebuild: bind(core, swapRebuild),
    /** Jobs: make months of the log ahead, and drop those that are older than it is kept. */
    createPartitions: () => createPartitions(core),
    deleteOldPartitions: () => deleteOldPartitions(core),
    workers: {
      ...workers,
      /** Until a module says what events mean they wait: a service beside this one may have it. */
      start: () => isProjected && workers.start(),
    },
    /**
     * Gives events and effects to a module that was made after the inbox. Before the workers start.
     *
     * @throws when another module has them already
     */
    projectWith({ projector, senders }: Required<Pick<WebhooksDependencies, 'projector' | 'senders'>>): void {
      if (isProjected) throw new Error('The events of this inbox are given to another module already.');
      isProjected = true;
      core.projector = projector;
      for (const [kind, sender] of Object.entries(senders)) core.senders.set(kind, sender);
    },
  };
}
