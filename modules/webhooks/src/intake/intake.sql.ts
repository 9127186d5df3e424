import type { Database } from '@quartet/platform/database';
import { newId } from '@quartet/platform/ids';
import { type SQL, sql } from 'drizzle-orm';
import type { EventSource } from '../event-filter.ts';
import type { EventIdentity } from '../providers/provider.ts';

export interface AcceptedEvent extends EventIdentity {
  provider: string;
  receivedAt: Date;
  source: Exclude<EventSource, 'observed'>;
  payload: Buffer;
}

/** Stores events of different keys; answers those that were new. */
export type InsertEvents = (events: readonly AcceptedEvent[]) => Promise<Set<AcceptedEvent>>;

/**
 * In one statement, so in one commit and one round trip: takes the dedup keys that are new, appends their events
 * to the log, and marks their objects as dirty. Rows go in in the order of their keys, since two intakes that
 * locked the same keys in different orders would wait for each other. Planning it takes longer than running it,
 * so it is prepared.
 */
export function prepareInsertEvents(orm: Database['orm']): InsertEvents {
  const part = (name: string, statement: SQL) => orm.$with(name, {}).as(statement);
  const statement = orm
    .with(part('incoming', INCOMING), part('fresh', FRESH), part('logged', LOGGED), part('dirty', DIRTY))
    .select({ place: sql<number>`place` })
    .from(sql`incoming join fresh using (provider, account, livemode, event_id)`)
    .prepare('webhooks_insert_events');
  return async (events) => {
    const rows = await statement.execute(valuesOf(events));
    return new Set(rows.flatMap(({ place }) => events[place - 1] ?? []));
  };
}

/** The bytes of all payloads go as one value: an array of them would go as text, each byte two digits. */
function valuesOf(events: readonly AcceptedEvent[]) {
  const facts = events.map((event, index) => ({
    place: index + 1,
    provider: event.provider,
    account: event.account,
    livemode: event.livemode,
    event_id: event.eventId,
    type: event.type,
    object_key: event.objectKey,
    created_at: event.createdAt,
    received_at: event.receivedAt,
    source: event.source,
    object_id: newId('object'),
    bytes: event.payload.length,
  }));
  return { facts: JSON.stringify(facts), payloads: Buffer.concat(events.map(({ payload }) => payload)) };
}

const given = (name: keyof ReturnType<typeof valuesOf>) => sql.placeholder(name);

const INCOMING = sql`
  select *, substr(${given('payloads')}::bytea, (sum(bytes) over (order by place) - bytes + 1)::int, bytes) as payload
    from json_to_recordset(${given('facts')}::json) as events (
      place int, provider text, account text, livemode boolean, event_id text, type text, object_key text,
      created_at timestamptz, received_at timestamptz, source text, object_id text, bytes int)`;

const FRESH = sql`
  insert into webhook_event_states (provider, account, livemode, event_id, received_at, created_at, object_key)
  select provider, account, livemode, event_id, received_at, created_at, object_key from incoming
   order by event_id collate "C", provider collate "C", account collate "C", livemode
  on conflict on constraint webhook_event_states_pkey do nothing
  returning provider, account, livemode, event_id, position`;

const LOGGED = sql`
  insert into webhook_events (
    received_at, position, provider, account, livemode, event_id, type, object_key, created_at, source, payload)
  select received_at, position, provider, account, livemode, event_id, type, object_key, created_at, source, payload
    from incoming join fresh using (provider, account, livemode, event_id)`;

const DIRTY = sql`
  insert into webhook_objects (id, provider, account, livemode, object_key)
  select min(object_id), provider, account, livemode, object_key
    from incoming join fresh using (provider, account, livemode, event_id)
   group by provider, account, livemode, object_key
   order by provider collate "C", account collate "C", livemode, object_key collate "C"
  on conflict on constraint webhook_objects_key do update set marks = webhook_objects.marks + 1`;
