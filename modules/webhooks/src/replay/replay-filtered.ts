import type { OperatorCaller } from '@quartet/platform/contract';
import { newId } from '@quartet/platform/ids';
import type { WebhooksCore } from '../core.ts';
import type { EventFilter } from '../event-filter.ts';
import { type DryRun, dryRun } from './dry-run.ts';
import { countReplayed, insertReplay } from './replays.sql.ts';

/** Has all settled events that a filter fits processed again, by the workers; a dry run tells what that would change. */
export async function replayFiltered(
  core: WebhooksCore,
  { caller, filter, dry_run: isDryRun }: { caller: OperatorCaller; filter: EventFilter; dry_run: boolean },
) {
  const { db, clock } = core;
  const counts = await countReplayed(db.orm, filter);
  if (isDryRun) {
    const comparison = presentDryRun(await dryRun(core, filter));
    return { status: 'dry_run' as const, replay_id: null, ...counts, comparison };
  }
  const id = newId('replay');
  await insertReplay(db.orm, { id, operatorId: caller.operatorId, filter, requestedAt: clock.now() });
  return { status: 'replay_accepted' as const, replay_id: id, ...counts, comparison: null };
}

function presentDryRun({
  examinedObjects,
  isComplete,
  differingObjects,
  failingObjects,
  differences,
}: DryRun) {
  return {
    examined_objects: examinedObjects,
    is_complete: isComplete,
    differing_objects: differingObjects,
    failing_objects: failingObjects,
    differences: differences.map(({ subject, before, after }) => ({ subject, before, after })),
  };
}
