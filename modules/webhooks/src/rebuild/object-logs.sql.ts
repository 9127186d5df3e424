import type { Transaction } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import { type EntryRow, entryOf } from '../log/entries.sql.ts';
import type { LogEntry, ObjectName } from '../projector.ts';

/** The next keys of objects that the log has, in their order; it looks at one entry of each. */
export async function findObjectKeys(
  tx: Transaction,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const next = sql`select object_key from webhook_events events where events.object_key >`;
  const { rows } = await tx.execute<{ object_key: string }>(sql`
    with recursive keys as (
      (select object_key, 1 as place from (${next} ${after} order by object_key limit 1) as first)
      union all
      select (${next} keys.object_key order by events.object_key limit 1), place + 1
        from keys where object_key is not null and place < ${limit}
    )
    select object_key from keys where object_key is not null`);
  return rows.map((row) => row.object_key);
}

/**
 * Keys of objects that were processed or observed since `overlapSeconds` before the rebuild last looked. An attempt is
 * noted by one of its transaction's last statements, so the overlap is to be longer than such a one takes to commit.
 */
export async function findProcessedSince(
  tx: Transaction,
  rebuildId: string,
  overlapSeconds: number,
): Promise<string[]> {
  const { rows } = await tx.execute<{ object_key: string }>(sql`
    select distinct object_key from webhook_attempts
     where outcome = 'succeeded' and noted_at >=
       (select caught_up_to - make_interval(secs => ${overlapSeconds}) from webhook_rebuilds where id = ${rebuildId})
    order by object_key`);
  return rows.map((row) => row.object_key);
}

export interface ObjectLog {
  object: ObjectName;
  log: LogEntry[];
}

type ObjectRow = EntryRow & { provider: string; account: string; livemode: boolean; object_key: string };

/** The logs of all objects of these keys, in the order of arrival, without the events that are still to be processed. */
export async function findObjectLogs(tx: Transaction, objectKeys: readonly string[]): Promise<ObjectLog[]> {
  const { rows } = await tx.execute<ObjectRow>(sql`
    select provider, account, livemode, events.object_key, event_id, events.type, events.source, events.created_at,
           events.received_at, states.replay_count, convert_from(events.payload, 'UTF8') as payload
      from webhook_events events join webhook_event_states states using (provider, account, livemode, event_id)
     where events.object_key = any(${sql.param([...objectKeys])}::text[]) and states.status <> 'pending'
     order by events.received_at, events.position`);
  const byObject = Map.groupBy(rows, (row) =>
    JSON.stringify([row.provider, row.account, row.livemode, row.object_key]),
  );
  return [...byObject.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ object: nameOf(first), log: group.map(entryOf) }];
  });
}

function nameOf({ provider, account, livemode, object_key: objectKey }: ObjectRow): ObjectName {
  return { provider, account, livemode, objectKey };
}
