import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhooksCore } from '../core.ts';
import { sendEffects } from '../effects/send-effects.ts';
import type { IntakeDesk } from '../intake/receive.ts';
import { continueRebuild } from '../rebuild/continue-rebuild.ts';
import { continueReplay } from '../replay/continue-replay.ts';
import { createHeartbeat } from './heartbeat.ts';
import { keepRunning, type Loop } from './keep-running.ts';
import { createLanes } from './lanes.ts';
import { type Lease, leaseObjects, reclaimLeases, returnLeases } from './leases.sql.ts';
import { processObjects } from './process-objects.ts';

/** Objects of one transaction, where more are due than there are lanes. */
const OBJECTS_TOGETHER = 8;
/** Other processes' events are found by polling; one's own wake it. */
const POLL_MS = 250;
const SLOW_POLL_MS = 1_000;
/** Lanes while deliveries come in. */
const BUSY_LANES = 2;
/** While deliveries queue, objects are left to gather events for this long. */
const STEP_BACK_MS = 500;
const CALM_POLL_MS = 25;

/** Background work of one process; any number of processes share it. */
export interface Workers {
  start(): void;
  /** Called when there is something new to do. */
  wake(): void;
  /** Finishes what has begun and gives the rest back. */
  stop(): Promise<void>;
}

/** @param intake whose callers wait for an answer, so that its work comes first: see docs/decisions/0020 */
export function createWorkers(core: WebhooksCore, intake: Pick<IntakeDesk, 'isBusy' | 'isCrowded'>): Workers {
  const { worker } = core;
  const { leaseSeconds, concurrency, maxAttempts } = core.settings;
  const heartbeat = createHeartbeat(core);
  const lanes = createLanes(() => (intake.isBusy() ? Math.min(BUSY_LANES, concurrency) : concurrency));
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
          loop('lost leases', reclaim, SLOW_POLL_MS),
          loop('replays', () => continueReplay(core), SLOW_POLL_MS),
          loop('rebuilds', () => continueRebuild(core), SLOW_POLL_MS),
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
    await stepBack();
    const leases = await leaseObjects(core.db.orm, {
      worker,
      limit: concurrency * OBJECTS_TOGETHER,
      seconds: leaseSeconds,
    });
    if (leases.length === 0) return false;
    heartbeat.hold(leases);
    const together = Math.ceil(leases.length / concurrency);
    for (let start = 0; start < leases.length; start += together) {
      if (isStopping) {
        await giveBack(leases.slice(start));
        break;
      }
      await lanes.enter(() => processLeased(leases.slice(start, start + together)));
    }
    return true;
  }

  async function stepBack(): Promise<void> {
    const until = performance.now() + STEP_BACK_MS;
    while (intake.isCrowded() && performance.now() < until && !isStopping) await sleep(CALM_POLL_MS);
  }

  async function processLeased(leases: readonly Lease[]): Promise<void> {
    try {
      await processObjects(core, leases);
    } catch (error) {
      warn('objects', error);
    } finally {
      heartbeat.release(leases);
    }
  }

  async function giveBack(leases: readonly Lease[]): Promise<void> {
    heartbeat.release(leases);
    await returnLeases(core.db.orm, leases);
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
