import type { Executor } from '@quartet/platform/database';
import { and, type SQL, sql } from 'drizzle-orm';
import type { EventFilter, EventSource, EventStatus } from '../event-filter.ts';

export type LoggedEventRow = {
  provider: string;
  account: string;
  livemode: boolean;
  event_id: string;
  type: string;
  object_key: string;
  status: EventStatus;
  source: EventSource;
  created_at: string;
  received_at: string;
  position: string;
  settled_at: string | null;
  replay_count: number;
  attempts: number | null;
  next_attempt_at: string | null;
};

const STATUS = sql`case when states.status = 'pending' and objects.state = 'parked' then 'parked' else states.status end`;

const COLUMNS = sql`
  events.provider, events.account, events.livemode, events.event_id, events.type, events.object_key, ${STATUS} as status,
  events.source, events.created_at, events.received_at, events.position, states.settled_at, states.replay_count,
  case when states.status = 'pending' then objects.attempts end as attempts,
  case when states.status = 'pending' and objects.state = 'pending' then objects.next_attempt_at end as next_attempt_at`;

export const TABLES = sql`
  webhook_events events
  join webhook_event_states states using (provider, account, livemode, event_id)
  left join webhook_objects objects on states.status = 'pending' and objects.provider = events.provider
    and objects.account = events.account and objects.livemode = events.livemode and objects.object_key = events.object_key`;

/** The newest events first, behind a position. */
export async function findLoggedEvents(
  db: Executor,
  filter: EventFilter,
  { behind, count }: { behind: { at: Date; tie: string } | undefined; count: number },
): Promise<LoggedEventRow[]> {
  const { rows } = await db.execute<LoggedEventRow>(sql`
    select ${COLUMNS} from ${TABLES}
     where ${and(
       matches(filter),
       behind &&
         sql`(events.received_at, events.position) < (${behind.at.toISOString()}::timestamptz, ${behind.tie}::bigint)`,
     )}
     order by events.received_at desc, events.position desc limit ${count}`);
  return rows;
}

/** Counting on would read the whole log for a number that nobody reads to its last digit. */
const COUNTED_TO = 100_000;

/** How many events match; at most 100,000. */
export async function countLoggedEvents(db: Executor, filter: EventFilter): Promise<number> {
  const { rows } = await db.execute<{ total: number }>(sql`
    select count(*)::int as total
      from (select from ${TABLES} where ${matches(filter)} limit ${COUNTED_TO}) as matching`);
  return rows[0]?.total ?? 0;
}

/** Names an event; without all parts it may name several. */
export interface EventName {
  event_id: string;
  provider?: string | undefined;
  account?: string | undefined;
  livemode?: boolean | undefined;
}

/** The events that a name fits, at most two: more than one is ambiguous. */
export async function findEventsNamed(
  db: Executor,
  name: EventName,
): Promise<(LoggedEventRow & { payload: Buffer })[]> {
  const { rows } = await db.execute<LoggedEventRow & { payload: Buffer }>(sql`
    select ${COLUMNS}, events.payload from ${TABLES}
     where ${isNamed(name)} and (events.received_at, events.position) in (
       select received_at, position from webhook_event_states states where ${isNamed(name)} limit 2)`);
  return rows;
}

function isNamed({ event_id, provider, account, livemode }: EventName): SQL | undefined {
  return and(
    sql`states.event_id = ${event_id}`,
    provider === undefined ? undefined : sql`states.provider = ${provider}`,
    account === undefined ? undefined : sql`states.account = ${account}`,
    livemode === undefined ? undefined : sql`states.livemode = ${livemode}`,
  );
}

export type AttemptRow = {
  attempt: number;
  outcome: 'succeeded' | 'failed' | 'parked';
  worker: string;
  started_at: string;
  finished_at: string;
  changes: unknown;
  error_name: string | null;
  error_message: string | null;
  next_attempt_at: string | null;
};

/** The last attempts that took an event, and those of its object that ended with their worker. */
export async function findAttempts(
  db: Executor,
  event: Pick<
    LoggedEventRow,
    'provider' | 'account' | 'livemode' | 'object_key' | 'event_id' | 'received_at'
  >,
  limit: number,
): Promise<AttemptRow[]> {
  const { rows } = await db.execute<AttemptRow>(sql`
    select attempt, outcome, worker, started_at, finished_at, changes, error_name, error_message, next_attempt_at
      from webhook_attempts
     where object_key = ${event.object_key} and provider = ${event.provider} and account = ${event.account}
       and livemode = ${event.livemode} and finished_at >= ${event.received_at}
       and (event_ids = '{}' or ${event.event_id} = any(event_ids))
     order by id desc limit ${limit}`);
  return rows;
}

/** The condition of a filter on `events`, `states` and `objects`. */
export function matches(filter: EventFilter): SQL {
  const conditions = and(
    filter.provider === undefined ? undefined : sql`events.provider = ${filter.provider}`,
    filter.account === undefined ? undefined : sql`events.account = ${filter.account}`,
    filter.type === undefined ? undefined : sql`events.type = ${filter.type}`,
    filter.source === undefined ? undefined : sql`events.source = ${filter.source}`,
    filter.object === undefined ? undefined : sql`events.object_key = ${filter.object}`,
    filter.status === undefined ? undefined : sql`${STATUS} = ${filter.status}`,
    filter.received_from === undefined
      ? undefined
      : sql`events.received_at >= ${filter.received_from}::timestamptz`,
    filter.received_to === undefined
      ? undefined
      : sql`events.received_at < ${filter.received_to}::timestamptz`,
  );
  return conditions ?? sql`true`;
}
