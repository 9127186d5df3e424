import type { Executor } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { PendingEvent } from '../projector.ts';
import type { Lease } from './leases.sql.ts';

type PendingRow = {
  object_id: string;
  event_id: string;
  type: string;
  created_at: string;
  received_at: string;
  replay_count: number;
  payload: Buffer;
};

/** The pending events of all these objects in one statement, at most `limit` of each, by object id. */
export async function findPendingEvents(
  db: Executor,
  leases: readonly Lease[],
  limit: number,
): Promise<Map<string, PendingEvent[]>> {
  const column = (valueIn: (lease: Lease) => unknown) => sql.param(leases.map(valueIn));
  const { rows } = await db.execute<PendingRow>(sql`
    select objects.id as object_id, pending.event_id, type, pending.created_at, pending.received_at, replay_count, payload
      from unnest(
        ${column(({ id }) => id)}::text[],
        ${column(({ provider }) => provider)}::text[],
        ${column(({ account }) => account)}::text[],
        ${column(({ livemode }) => livemode)}::boolean[],
        ${column(({ objectKey }) => objectKey)}::text[]
      ) as objects (id, provider, account, livemode, object_key)
      cross join lateral (
        select event_id, received_at, created_at, position, replay_count from webhook_event_states states
         where states.provider = objects.provider and states.account = objects.account
           and states.livemode = objects.livemode and states.object_key = objects.object_key and status = 'pending'
         order by created_at, position limit ${limit}
      ) pending
      cross join lateral (
        select type, payload from webhook_events events
         where events.received_at = pending.received_at and events.position = pending.position
         limit 1 -- keeps the planner from reading whole months where it has no statistics yet
      ) logged
     order by objects.id, pending.created_at, pending.position`);
  const grouped = Map.groupBy(rows, (row) => row.object_id);
  return new Map([...grouped].map(([objectId, group]) => [objectId, group.map(eventOf)]));
}

function eventOf(row: PendingRow): PendingEvent {
  return {
    eventId: row.event_id,
    type: row.type,
    createdAt: new Date(row.created_at),
    receivedAt: new Date(row.received_at),
    replayCount: row.replay_count,
    payload: JSON.parse(row.payload.toString('utf8')),
  };
}
