import { hostname } from 'node:os';
import { newId } from '@quartet/platform/ids';
import type { WebhooksCore } from '../core.ts';
import { sendEffects } from '../effects/send-effects.ts';
import type { PendingEvent } from '../projector.ts';
import { continueReplay } from '../replay/continue-replay.ts';
import { keepRunning, type Loop } from './keep-running.ts';
import { createLanes } from './lanes.ts';
import { type Lease, leaseObjects, reclaimLeases, renewLeases, returnLeases } from './leases.sql.ts';
import { findPendingEvents } from './pending-events.sql.ts';
import { processObject } from './process-object.ts';

/** Objects leased in one statement. */
const LEASE_BATCH = 64;
/** Events of one object that one attempt takes; the others follow in the next. */
const EVENTS_PER_ATTEMPT = 200;
/** Other processes' events are found by polling; one's own wake it. */
const POLL_MS = 250;
const SLOW_POLL_MS = 1_000;

/** Background work of one process; any number of processes share it. */
export interface Workers {
  start(): void;
  /** Called when there is something new to do. */
  wake(): void;
  /** Finishes what has begun and gives the rest back. */
  stop(): Promise<void>;
}

export function createWorkers(core: WebhooksCore): Workers {
  const worker = `${hostname()}:${process.pid}:${newId('worker')}`;
  const { leaseSeconds, concurrency, maxAttempts } = core.settings;
  const held = new Map<string, Lease>();
  const lanes = createLanes(concurrency);
  let loops: { objects: Loop; others: Loop[] } | undefined;
  let isStopping = false;

  return {
    start() {
      isStopping = false;
      const loop = (name: string, round: () => Promise<boolean>, pauseMs: number) =>
        keepRunning({
          round,
          pauseMs,
          pauseAfterErrorMs: SLOW_POLL_MS,
          onError: (error) => warn(name, error),
        });
      loops = {
        objects: loop('objects', processDue, POLL_MS),
        others: [
          loop('leases', renewHeld, (leaseSeconds * 1000) / 4),
          loop('lost leases', reclaim, SLOW_POLL_MS),
          loop('replays', () => continueReplay(core), SLOW_POLL_MS),
          loop('effects', async () => (await sendEffects(core)) > 0, POLL_MS),
        ],
      };
    },
    wake: () => loops?.objects.wake(),
    async stop() {
      isStopping = true;
      await loops?.objects.stop();
      await lanes.drain();
      await Promise.all(loops?.others.map((each) => each.stop()) ?? []);
      loops = undefined;
    },
  };

  async function processDue(): Promise<boolean> {
    const leases = await leaseObjects(core.db.orm, { worker, limit: LEASE_BATCH, seconds: leaseSeconds });
    if (leases.length === 0) return false;
    const events = await findPendingEvents(core.db.orm, leases, EVENTS_PER_ATTEMPT);
    for (const lease of leases) held.set(lease.id, lease);
    for (const [index, lease] of leases.entries()) {
      if (isStopping) {
        await giveBack(leases.slice(index));
        break;
      }
      await lanes.enter(() => processLeased(lease, events.get(lease.id) ?? []));
    }
    return true;
  }

  async function processLeased(lease: Lease, events: readonly PendingEvent[]): Promise<void> {
    try {
      await processObject(core, { lease, events, isPartial: events.length === EVENTS_PER_ATTEMPT });
    } catch (error) {
      warn('objects', error);
    } finally {
      held.delete(lease.id);
    }
  }

  async function giveBack(leases: readonly Lease[]): Promise<void> {
    for (const { id } of leases) held.delete(id);
    await returnLeases(core.db.orm, leases);
  }

  async function renewHeld(): Promise<boolean> {
    if (held.size > 0) await renewLeases(core.db.orm, [...held.values()], leaseSeconds);
    return false;
  }

  async function reclaim(): Promise<boolean> {
    const lost = await reclaimLeases(core.db.orm, { maxAttempts, now: core.clock.now() });
    if (lost.length > 0)
      core.log.warn({ objects: lost.length }, 'The objects of a worker that died were freed.');
    return false;
  }

  function warn(loop: string, error: unknown): void {
    core.log.warn({ err: error, loop }, 'Work on webhook events was interrupted; it goes on shortly.');
  }
}
