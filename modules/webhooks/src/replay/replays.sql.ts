import type { Executor, Transaction } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { EventFilter } from '../event-filter.ts';
import { matches, TABLES } from '../log/log.sql.ts';

export interface NewReplay {
  id: string;
  operatorId: string;
  filter: Readonly<Record<string, unknown>>;
  requestedAt: Date;
  /** Set for one that is done at once. */
  events?: number;
}

export async function insertReplay(executor: Executor, replay: NewReplay): Promise<void> {
  const at = replay.requestedAt.toISOString();
  await executor.execute(sql`
    insert into webhook_replays (id, operator_id, filter, requested_at, events, finished_at)
    values (${replay.id}, ${replay.operatorId}, ${JSON.stringify(replay.filter)}::jsonb, ${at}, ${replay.events ?? 0},
            ${replay.events === undefined ? null : at}::timestamptz)`);
}

interface EventKey {
  provider: string;
  account: string;
  livemode: boolean;
  event_id: string;
}

/** Makes an event pending again. @returns how often that was done */
export async function resetEvent(tx: Transaction, event: EventKey): Promise<number> {
  const { rows } = await tx.execute<{ replay_count: number }>(sql`
    update webhook_event_states set status = 'pending', settled_at = null, replay_count = replay_count + 1
     where provider = ${event.provider} and account = ${event.account} and livemode = ${event.livemode}
       and event_id = ${event.event_id}
    returning replay_count`);
  return rows[0]?.replay_count ?? 0;
}

/** Marks an object as dirty; one that is parked or waits is due at once. */
export async function markDirty(
  tx: Transaction,
  object: { id: string; provider: string; account: string; livemode: boolean; object_key: string },
): Promise<void> {
  await tx.execute(sql`
    insert into webhook_objects (id, provider, account, livemode, object_key)
    values (${object.id}, ${object.provider}, ${object.account}, ${object.livemode}, ${object.object_key})
    on conflict on constraint webhook_objects_key do update
       set marks = webhook_objects.marks + 1, attempts = 0, parked_at = null, next_attempt_at = now(),
           state = case webhook_objects.state when 'leased' then 'leased' else 'pending' end`);
}

export async function countReplayed(
  db: Executor,
  filter: EventFilter,
): Promise<{ events: number; objects: number }> {
  const { rows } = await db.execute<{ events: number; objects: number }>(sql`
    select count(*)::int as events, count(distinct (provider, account, livemode, object_key))::int as objects
      from (select events.provider, events.account, events.livemode, events.object_key
              from ${TABLES} where ${isReplayed(filter)}) as matching`);
  return rows[0] ?? { events: 0, objects: 0 };
}

/**
 * Events that wait are left out: they are processed anyhow. Those of a dead letter are redriven by it. An
 * observation is no event: what it says was true when it was made, and to process it again would say nothing.
 */
export function isReplayed(filter: EventFilter) {
  return sql`states.status <> 'pending' and events.source <> 'observed' and ${matches(filter)}`;
}

export interface RunningReplay {
  id: string;
  filter: unknown;
  requestedAt: Date;
  cursor: { receivedAt: string; position: string } | undefined;
}

/**
 * The oldest replay that is not done, for the rest of the transaction; nothing while another worker has it. One
 * runs at a time: two that reset the same events in different orders would wait for each other.
 */
export async function lockReplay(tx: Transaction): Promise<RunningReplay | undefined> {
  const { rows } = await tx.execute<{
    id: string;
    filter: unknown;
    requested_at: string;
    cursor_at: string | null;
    cursor_position: string | null;
  }>(sql`
    select id, filter, requested_at, cursor_at, cursor_position from webhook_replays
     where id = (select min(id) from webhook_replays where finished_at is null)
       for update skip locked`);
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    id: row.id,
    filter: row.filter,
    requestedAt: new Date(row.requested_at),
    cursor:
      row.cursor_at === null || row.cursor_position === null
        ? undefined
        : { receivedAt: row.cursor_at, position: row.cursor_position },
  };
}

/** Resets the next events of a replay and moves it behind them. @returns how many they were */
export async function advanceReplay(
  tx: Transaction,
  replay: RunningReplay,
  { filter, limit, objectIds }: { filter: EventFilter; limit: number; objectIds: readonly string[] },
): Promise<number> {
  const behind =
    replay.cursor === undefined
      ? sql`true`
      : sql`(events.received_at, events.position) > (${replay.cursor.receivedAt}::timestamptz, ${replay.cursor.position}::bigint)`;
  const { rows } = await tx.execute<{ events: number }>(sql`
    with batch as materialized (
      select events.received_at, events.position, events.provider, events.account, events.livemode, events.event_id, events.object_key
        from ${TABLES}
       where events.received_at < ${replay.requestedAt.toISOString()}::timestamptz and ${behind} and ${isReplayed(filter)}
       order by events.received_at, events.position limit ${limit}
    ), reset as (
      update webhook_event_states states set status = 'pending', settled_at = null, replay_count = replay_count + 1
        from batch
       where states.provider = batch.provider and states.account = batch.account
         and states.livemode = batch.livemode and states.event_id = batch.event_id
    ), objects as (
      select provider, account, livemode, object_key, row_number() over () as place
        from batch group by provider, account, livemode, object_key
    ), dirty as (
      insert into webhook_objects (id, provider, account, livemode, object_key)
      select ids.id, provider, account, livemode, object_key
        from objects join unnest(${sql.param([...objectIds])}::text[]) with ordinality as ids (id, place) using (place)
       order by provider collate "C", account collate "C", livemode, object_key collate "C"
      on conflict on constraint webhook_objects_key do update set marks = webhook_objects.marks + 1
    ), last as (
      select received_at, position from batch order by received_at desc, position desc limit 1
    ), moved as (
      update webhook_replays
         set cursor_at = last.received_at, cursor_position = last.position,
             events = events + (select count(*) from batch)
        from last where id = ${replay.id}
    )
    select count(*)::int as events from batch`);
  return rows[0]?.events ?? 0;
}

export async function finishReplay(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.execute(sql`update webhook_replays set finished_at = ${now.toISOString()} where id = ${id}`);
}

export type ReplayRow = {
  id: string;
  operator_id: string;
  filter: unknown;
  requested_at: string;
  events: string;
  finished_at: string | null;
};

export async function findReplay(db: Executor, id: string): Promise<ReplayRow | undefined> {
  const { rows } = await db.execute<ReplayRow>(sql`
    select id, operator_id, filter, requested_at, events, finished_at from webhook_replays where id = ${id}`);
  return rows[0];
}
