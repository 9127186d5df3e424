import type { Executor } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { EventSource } from '../event-filter.ts';
import type { LogEntry, ObjectName } from '../projector.ts';

export type EntryRow = {
  event_id: string;
  type: string;
  source: EventSource;
  created_at: string;
  received_at: string;
  replay_count: number;
  payload: string;
};

/**
 * What the log says of an object in one second of its provider's time, and before it what it says in the last
 * second that has anything; by time, then by arrival.
 */
export async function findLogEntries(
  executor: Executor,
  { provider, account, livemode, objectKey }: ObjectName,
  { createdAt }: { createdAt: Date },
): Promise<LogEntry[]> {
  const second = sql`date_trunc('second', ${createdAt.toISOString()}::timestamptz)`;
  const isOfObject = sql`
    events.object_key = ${objectKey} and events.provider = ${provider} and events.account = ${account}
    and events.livemode = ${livemode}`;
  const { rows } = await executor.execute<EntryRow>(sql`
    with newest_before as materialized (
      select created_at from webhook_events events where ${isOfObject} and created_at < ${second}
       order by created_at desc limit 1
    )
    select events.event_id, events.type, events.source, events.created_at, events.received_at, states.replay_count,
           convert_from(events.payload, 'UTF8') as payload
      from webhook_events events join webhook_event_states states using (provider, account, livemode, event_id)
     where ${isOfObject} and events.created_at < ${second} + interval '1 second'
       and events.created_at >= coalesce((select date_trunc('second', created_at) from newest_before), ${second})
     order by events.created_at, events.position`);
  return rows.map(entryOf);
}

export function entryOf(row: EntryRow): LogEntry {
  const payload: unknown = JSON.parse(row.payload);
  const createdAt = new Date(row.created_at);
  if (row.source === 'observed') return { kind: 'observation', asOf: createdAt, payload };
  const { event_id: eventId, type, replay_count: replayCount } = row;
  return {
    kind: 'event',
    event: { eventId, type, createdAt, receivedAt: new Date(row.received_at), replayCount, payload },
  };
}
