import type { OperatorCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { newId } from '@quartet/platform/ids';
import type { WebhooksCore } from '../core.ts';
import { insertReplay } from '../replay/replays.sql.ts';
import { redriveObjects } from './dead-letters.sql.ts';

/**
 * Has a dead letter tried again, with all its attempts before it; without an id, all of them.
 *
 * @throws `not_found` for an id that is no dead letter (any more)
 */
export async function redrive(
  { db, clock }: WebhooksCore,
  { caller, id }: { caller: OperatorCaller; id?: string },
) {
  return await db.transaction(async (tx) => {
    const redriven = await redriveObjects(tx, id);
    if (id !== undefined && redriven.length === 0) throw commonErrors.notFound();
    await insertReplay(tx, {
      id: newId('replay'),
      operatorId: caller.operatorId,
      filter: { dead_letters: id ?? 'all' },
      requestedAt: clock.now(),
      events: 0,
    });
    return { status: 'redrive_accepted' as const, objects: redriven.length };
  });
}
