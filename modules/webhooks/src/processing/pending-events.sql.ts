import type { Executor } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { PendingEvent } from '../projector.ts';
import type { Lease } from './leases.sql.ts';

/** Events of one object that one attempt takes; the others follow in the next. */
export const EVENTS_PER_ATTEMPT = 200;

export type PendingRow = {
  event_id: string;
  type: string;
  created_at: string;
  received_at: string;
  replay_count: number;
  payload: string;
};

/** The pending events of all these objects in one statement, by object id: of each those of one attempt. */
export async function findPendingEvents(
  db: Executor,
  leases: readonly Lease[],
): Promise<Map<string, PendingEvent[]>> {
  const column = (valueIn: (lease: Lease) => unknown) => sql.param(leases.map(valueIn));
  const { rows } = await db.execute<PendingRow & { object_id: string; position: string }>(sql`
    select objects.id as object_id, pending.event_id, type, pending.created_at, pending.position, pending.received_at, replay_count,
           convert_from(payload, 'UTF8') as payload -- half the bytes of the hexadecimal form of bytea
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
         order by created_at, position limit ${EVENTS_PER_ATTEMPT}
      ) pending
      cross join lateral (
        select type, payload from webhook_events events
         where events.received_at = pending.received_at and events.position = pending.position
         limit 1 -- keeps the planner from reading whole months where it has no statistics yet
      ) logged`);
  const grouped = Map.groupBy(rows, (row) => row.object_id);
  return new Map([...grouped].map(([objectId, group]) => [objectId, inOrder(group).map(eventOf)]));
}

/** In the server it would be a sort of whole payloads. Times have no more than the milliseconds that a Date has. */
function inOrder<Row extends { created_at: string; position: string }>(rows: readonly Row[]): Row[] {
  return rows
    .map((row) => ({ row, time: Date.parse(row.created_at), position: Number(row.position) }))
    .sort((one, other) => one.time - other.time || one.position - other.position)
    .map(({ row }) => row);
}

export function eventOf(row: PendingRow): PendingEvent {
  return {
    eventId: row.event_id,
    type: row.type,
    createdAt: new Date(row.created_at),
    receivedAt: new Date(row.received_at),
    replayCount: row.replay_count,
    payload: JSON.parse(row.payload),
  };
}
