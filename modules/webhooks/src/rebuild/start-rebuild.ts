import type { OperatorCaller } from '@quartet/platform/contract';
import { newId } from '@quartet/platform/ids';
import type { WebhooksCore } from '../core.ts';
import { presentRebuild } from './present.ts';
import { insertRebuild } from './rebuilds.sql.ts';
import { shadowOf } from './shadow-of.ts';

/**
 * Has the projection built again from the log, beside the one in use, by the workers.
 *
 * @throws `not_rebuildable`, or `rebuild_running` while another is being built
 */
export async function startRebuild(core: WebhooksCore, { caller }: { caller: OperatorCaller }) {
  const { db, clock } = core;
  shadowOf(core);
  return await db.transaction(async (tx) => {
    const id = newId('rebuild');
    const rebuild = await insertRebuild(tx, { id, operatorId: caller.operatorId, now: clock.now() });
    return { rebuild: presentRebuild(rebuild) };
  });
}
