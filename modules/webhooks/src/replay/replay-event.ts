import type { OperatorCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { newId } from '@quartet/platform/ids';
import type { WebhooksCore } from '../core.ts';
import { findEvent } from '../log/find-event.ts';
import type { EventName } from '../log/log.sql.ts';
import { insertReplay, markDirty, resetEvent } from './replays.sql.ts';

/**
 * Has one event processed again; its object, if it is parked, is tried again with it.
 *
 * @throws `not_found`, as for an observation, which is no event; `ambiguous_event`
 */
export async function replayEvent(
  { db, clock }: WebhooksCore,
  { caller, ...name }: EventName & { caller: OperatorCaller },
) {
  return await db.transaction(async (tx) => {
    const event = await findEvent(tx, name);
    if (event.source === 'observed') throw commonErrors.notFound();
    // The object before its event, as processing locks them: the other way round both would wait for each other.
    await markDirty(tx, { ...event, id: newId('object') });
    const replayCount = await resetEvent(tx, event);
    await insertReplay(tx, {
      id: newId('replay'),
      operatorId: caller.operatorId,
      filter: { ...name },
      requestedAt: clock.now(),
      events: 1,
    });
    return { status: 'replay_accepted' as const, event_id: event.event_id, replay_count: replayCount };
  });
}
