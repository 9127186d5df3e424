import type { OperatorCaller } from '@quartet/platform/contract';
import { newId } from '@quartet/platform/ids';
import type { WebhooksCore } from '../core.ts';
import type { EventFilter } from '../event-filter.ts';
import { countReplayed, insertReplay } from './replays.sql.ts';

/** Has all settled events that a filter fits processed again, by the workers; a dry run only counts them. */
export async function replayFiltered(
  { db, clock }: WebhooksCore,
  { caller, filter, dry_run }: { caller: OperatorCaller; filter: EventFilter; dry_run: boolean },
) {
  const counts = await countReplayed(db.orm, filter);
  if (dry_run) return { status: 'dry_run' as const, replay_id: null, ...counts };
  const id = newId('replay');
  await insertReplay(db.orm, { id, operatorId: caller.operatorId, filter, requestedAt: clock.now() });
  return { status: 'replay_accepted' as const, replay_id: id, ...counts };
}
