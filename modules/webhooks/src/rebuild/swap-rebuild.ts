import { setTimeout as sleep } from 'node:timers/promises';
import type { OperatorCaller } from '@quartet/platform/contract';
import type { Transaction } from '@quartet/platform/database';
import { commonErrors } from '@quartet/platform/errors';
import type { WebhooksCore } from '../core.ts';
import { webhookErrors } from '../errors.ts';
import { holdOffLeases, isAnythingLeased } from '../processing/leases.sql.ts';
import { catchUp } from './build-objects.ts';
import { presentRebuild } from './present.ts';
import {
  findRebuild,
  isReplayPending,
  liftStatementTimeout,
  lockRebuild,
  markSwapped,
} from './rebuilds.sql.ts';
import { shadowOf } from './shadow-of.ts';

/** Attempts that are under way end in milliseconds, those of a worker that died with its lease. */
const PATIENCE_MS = 20_000;
const PAUSE_MS = 20;

/**
 * Puts a rebuild in the place of what is in use. It follows once while the workers go on; then nobody gets a lease
 * until the commit, and when no object is held any more, it follows to the end and is swapped in. Deliveries are
 * taken in all the while.
 *
 * @throws `not_found`; `rebuild_not_built`; `replay_under_way`; `unavailable` when a worker keeps an object for too long
 */
export async function swapRebuild(
  core: WebhooksCore,
  { rebuild_id: id, caller }: { rebuild_id: string; caller: OperatorCaller },
) {
  const { db, clock } = core;
  const shadow = shadowOf(core);
  return await db.transaction(async (tx) => {
    const rebuild = await lockRebuild(tx, id);
    if (rebuild === undefined) throw commonErrors.notFound();
    if (rebuild.state !== 'built') throw webhookErrors.rebuildNotBuilt();
    await liftStatementTimeout(tx);
    await catchUp(tx, shadow, id);
    await holdOffLeases(tx);
    await untilNothingIsLeased(tx);
    await catchUp(tx, shadow, id);
    // A replayed event waits like a new one, so what was built leaves out what is in use because of it.
    if (await isReplayPending(tx)) throw webhookErrors.replayUnderWay();
    await shadow.swap(tx);
    await markSwapped(tx, id, { operatorId: caller.operatorId, now: clock.now() });
    return { rebuild: presentRebuild((await findRebuild(tx, id)) ?? rebuild) };
  });
}

async function untilNothingIsLeased(tx: Transaction): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (await isAnythingLeased(tx)) {
    if (performance.now() > deadline) throw commonErrors.unavailable({ retryAfterSeconds: 10 });
    await sleep(PAUSE_MS);
  }
}
