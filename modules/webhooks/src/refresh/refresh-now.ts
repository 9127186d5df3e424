import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhooksCore } from '../core.ts';
import { createHeartbeat, type Heartbeat } from '../processing/heartbeat.ts';
import { type Lease, leaseObject } from '../processing/leases.sql.ts';
import { processObjects } from '../processing/process-objects.ts';
import type { ObjectName } from '../projector.ts';
import { findObjectState, markObjects } from './refresh.sql.ts';

/** Somebody waits for the answer. */
const PATIENCE_MS = 2_000;
const PAUSE_MS = 25;

/**
 * Makes what brings an object up to date at once, in this process, whether it runs workers or not. While another
 * has the object, or it waits after a failure, it is tried again for two seconds.
 *
 * @returns a function that answers whether the object is up to date with all that was known when it was called;
 *   if not, the workers go on with it
 */
export function createRefreshNow(core: WebhooksCore): (object: ObjectName) => Promise<boolean> {
  const heartbeat = createHeartbeat(core);
  const { worker, db, settings } = core;
  return async (object) => {
    await markObjects(db.orm, [object]);
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const lease = await leaseObject(db.orm, object, { worker, seconds: settings.leaseSeconds });
      if (lease !== undefined) return await processLeased(core, heartbeat, lease);
      const state = await findObjectState(db.orm, object);
      // Whoever had it has seen the mark: an object that was marked meanwhile does not go.
      if (state === undefined) return true;
      if (state === 'parked') return false;
      await sleep(PAUSE_MS);
    }
    return false;
  };
}

async function processLeased(core: WebhooksCore, heartbeat: Heartbeat, lease: Lease): Promise<boolean> {
  heartbeat.hold([lease]);
  try {
    const [attempt] = await processObjects(core, [lease]);
    return attempt !== undefined && !attempt.isPartial;
  } finally {
    heartbeat.release([lease]);
  }
}
