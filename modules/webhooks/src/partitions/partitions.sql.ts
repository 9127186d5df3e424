import type { Executor } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';

/** Gives the month of a moment its partition, if it has none. */
export async function createPartition(db: Executor, moment: Date): Promise<void> {
  await db.execute(sql`select create_webhook_partition(${moment.toISOString()}::timestamptz)`);
}

/** Drops the months that ended before a moment, but for those with events to process. @returns their names */
export async function dropPartitions(db: Executor, before: Date): Promise<string[]> {
  const { rows } = await db.execute<{ name: string }>(
    sql`select drop_webhook_partitions(${before.toISOString()}::timestamptz) as name`,
  );
  return rows.map(({ name }) => name);
}

/** Forgets what belonged to events that are not in the log any more. */
export async function deleteStatesWithoutEvent(db: Executor, before: Date): Promise<void> {
  const moment = sql`${before.toISOString()}::timestamptz`;
  await db.execute(sql`
    delete from webhook_event_states states
     where received_at < ${moment} and status <> 'pending'
       and not exists (select from webhook_events events
                        where events.received_at = states.received_at and events.position = states.position)`);
  await db.execute(sql`delete from webhook_attempts where finished_at < ${moment}`);
}
