import type { Executor, Transaction } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { EventFilter } from '../event-filter.ts';
import { TABLES } from '../log/log.sql.ts';
import { eventOf, type PendingRow } from '../processing/pending-events.sql.ts';
import type { ObjectName, PendingEvent } from '../projector.ts';
import { isReplayed } from './replays.sql.ts';

/** Objects with events that a replay would take, in the order of their names. */
export async function findReplayedObjects(
  db: Executor,
  filter: EventFilter,
  limit: number,
): Promise<ObjectName[]> {
  const { rows } = await db.execute<{
    provider: string;
    account: string;
    livemode: boolean;
    object_key: string;
  }>(sql`
    select distinct events.provider, events.account, events.livemode, events.object_key
      from ${TABLES} where ${isReplayed(filter)}
     order by provider, account, livemode, object_key limit ${limit}`);
  return rows.map(({ provider, account, livemode, object_key: objectKey }) => {
    return { provider, account, livemode, objectKey };
  });
}

/** Where a part of an object's events ended. */
export interface PartEnd {
  createdAt: string;
  position: string;
}

/** The next events of an object that a replay would take, in the order in which it would, and where they end. */
export async function findReplayedEvents(
  tx: Transaction,
  { provider, account, livemode, objectKey }: ObjectName,
  { filter, after, limit }: { filter: EventFilter; after: PartEnd | undefined; limit: number },
): Promise<{ events: PendingEvent[]; end: PartEnd | undefined }> {
  const isBehind =
    after === undefined
      ? sql`true`
      : sql`(events.created_at, events.position) > (${after.createdAt}::timestamptz, ${after.position}::bigint)`;
  const { rows } = await tx.execute<PendingRow & { position: string }>(sql`
    select events.event_id, events.type, events.created_at, events.received_at, states.replay_count, events.position,
           convert_from(events.payload, 'UTF8') as payload
      from ${TABLES}
     where ${isReplayed(filter)} and ${isBehind} and events.provider = ${provider} and events.account = ${account}
       and events.livemode = ${livemode} and events.object_key = ${objectKey}
     order by events.created_at, events.position limit ${limit}`);
  const last = rows.at(-1);
  return {
    events: rows.map(eventOf),
    end: last && { createdAt: last.created_at, position: last.position },
  };
}
