import type { Executor } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { EventSource } from '../event-filter.ts';
import type { ObjectName } from '../projector.ts';

/** When an event came, and how. */
export interface Arrival {
  eventId: string;
  /** Nothing when its part of the log has been let go. */
  source: EventSource | undefined;
  receivedAt: Date;
  /** Whether it waits to be processed. */
  isWaiting: boolean;
}

/** Those of a provider's events that have come. */
export async function findArrivals(
  executor: Executor,
  { provider, account, livemode, eventIds }: Omit<ObjectName, 'objectKey'> & { eventIds: readonly string[] },
): Promise<Arrival[]> {
  const { rows } = await executor.execute<{
    event_id: string;
    source: EventSource | null;
    received_at: string;
    is_waiting: boolean;
  }>(sql`
    select states.event_id, events.source, states.received_at, states.status = 'pending' as is_waiting
      from webhook_event_states states left join webhook_events events using (received_at, position)
     where states.event_id = any(${sql.param([...eventIds])}::text[])
       and states.provider = ${provider} and states.account = ${account} and states.livemode = ${livemode}`);
  return rows.map((row) => ({
    eventId: row.event_id,
    source: row.source ?? undefined,
    receivedAt: new Date(row.received_at),
    isWaiting: row.is_waiting,
  }));
}

/** What the log has of an object. */
export interface News {
  /** Events, without observations. */
  events: number;
  /** When anything came last. */
  lastAt: Date;
  /** Since when an event waits to be processed; nothing when none does. */
  waitingSince: Date | undefined;
  /** Whether an event that waits came more than `lateSeconds` after it happened. */
  isWaitingLate: boolean;
  isParked: boolean;
}

/** What the log has of each of these objects of one provider, by object key; nothing for one it does not know. */
export async function findNews(
  executor: Executor,
  {
    provider,
    account,
    livemode,
    objectKeys,
    lateSeconds,
  }: Omit<ObjectName, 'objectKey'> & {
    objectKeys: readonly string[];
    lateSeconds: number;
  },
): Promise<Map<string, News>> {
  const { rows } = await executor.execute<{
    object_key: string;
    events: number;
    last_at: string;
    waiting_since: string | null;
    is_waiting_late: boolean | null;
    is_parked: boolean;
  }>(sql`
    select events.object_key, count(*) filter (where events.source <> 'observed')::int as events,
           max(events.received_at) as last_at,
           min(events.received_at) filter (where states.status = 'pending') as waiting_since,
           bool_or(events.received_at - events.created_at > make_interval(secs => ${lateSeconds}))
             filter (where states.status = 'pending') as is_waiting_late,
           coalesce(bool_or(objects.state = 'parked'), false) as is_parked
      from webhook_events events
      join webhook_event_states states using (provider, account, livemode, event_id)
      left join webhook_objects objects
        on objects.provider = events.provider and objects.account = events.account
       and objects.livemode = events.livemode and objects.object_key = events.object_key
     where events.object_key = any(${sql.param([...objectKeys])}::text[])
       and events.provider = ${provider} and events.account = ${account} and events.livemode = ${livemode}
     group by events.object_key`);
  return new Map(
    rows.map((row) => [
      row.object_key,
      {
        events: row.events,
        lastAt: new Date(row.last_at),
        waitingSince: row.waiting_since === null ? undefined : new Date(row.waiting_since),
        isWaitingLate: row.is_waiting_late ?? false,
        isParked: row.is_parked,
      },
    ]),
  );
}
