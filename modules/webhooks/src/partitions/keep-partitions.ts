import { secondsAfter } from '@quartet/platform/clock';
import type { WebhooksCore } from '../core.ts';
import { createPartition, deleteStatesWithoutEvent, dropPartitions } from './partitions.sql.ts';

const SECONDS_PER_DAY = 86_400;
/** This month and the two to come: the job may fail for weeks before the default partition takes over. */
const DAYS_AHEAD = [0, 31, 62];

/** Makes partitions of the log ahead of time. */
export async function createPartitions({ db, clock }: WebhooksCore): Promise<void> {
  for (const days of DAYS_AHEAD)
    await createPartition(db.orm, secondsAfter(clock.now(), days * SECONDS_PER_DAY));
}

/** Drops the months that are older than the log is kept, and what belongs to their events. @returns their names */
export async function deleteOldPartitions({ db, clock, settings, log }: WebhooksCore): Promise<string[]> {
  const before = secondsAfter(clock.now(), -settings.retentionDays * SECONDS_PER_DAY);
  const dropped = await dropPartitions(db.orm, before);
  await deleteStatesWithoutEvent(db.orm, before);
  if (dropped.length > 0) log.info({ partitions: dropped }, 'Old months of the webhook log were dropped.');
  return dropped;
}
