import type { Database } from '@quartet/platform/database';
import { newId } from '@quartet/platform/ids';
import { type SQL, sql } from 'drizzle-orm';
import type { EventIdentity } from '../providers/provider.ts';

export interface AcceptedEvent extends EventIdentity {
  provider: string;
  receivedAt: Date;
  isSigned: boolean;
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
    .select({ place: sql<string>`place` })
    .from(sql`incoming join fresh using (provider, account, livemode, event_id)`)
    .prepare('webhooks_insert_events');
  return async (events) => {
    const rows = await statement.execute(columnsOf(events));
    return new Set(rows.flatMap(({ place }) => events[Number(place) - 1] ?? []));
  };
}

function columnsOf(events: readonly AcceptedEvent[]) {
  return {
    providers: events.map(({ provider }) => provider),
    accounts: events.map(({ account }) => account),
    livemodes: events.map(({ livemode }) => livemode),
    eventIds: events.map(({ eventId }) => eventId),
    types: events.map(({ type }) => type),
    objectKeys: events.map(({ objectKey }) => objectKey),
    createdAts: events.map(({ createdAt }) => createdAt.toISOString()),
    receivedAts: events.map(({ receivedAt }) => receivedAt.toISOString()),
    areSigned: events.map(({ isSigned }) => isSigned),
    payloads: events.map(({ payload }) => payload),
    objectIds: events.map(() => newId('object')),
  };
}

const given = (name: keyof ReturnType<typeof columnsOf>) => sql.placeholder(name);

const INCOMING = sql`
  select * from unnest(
    ${given('providers')}::text[], ${given('accounts')}::text[], ${given('livemodes')}::boolean[],
    ${given('eventIds')}::text[], ${given('types')}::text[], ${given('objectKeys')}::text[],
    ${given('createdAts')}::timestamptz[], ${given('receivedAts')}::timestamptz[], ${given('areSigned')}::boolean[],
    ${given('payloads')}::bytea[], ${given('objectIds')}::text[]
  ) with ordinality as events (
    provider, account, livemode, event_id, type, object_key, created_at, received_at, is_signed, payload,
    object_id, place)`;

const FRESH = sql`
  insert into webhook_event_states (provider, account, livemode, event_id, received_at, created_at, object_key)
  select provider, account, livemode, event_id, received_at, created_at, object_key from incoming
   order by provider collate "C", account collate "C", livemode, event_id collate "C"
  on conflict on constraint webhook_event_states_pkey do nothing
  returning provider, account, livemode, event_id, position`;

const LOGGED = sql`
  insert into webhook_events (
    received_at, position, provider, account, livemode, event_id, type, object_key, created_at, is_signed, payload)
  select received_at, position, provider, account, livemode, event_id, type, object_key, created_at, is_signed, payload
    from incoming join fresh using (provider, account, livemode, event_id)`;

const DIRTY = sql`
  insert into webhook_objects (id, provider, account, livemode, object_key)
  select min(object_id), provider, account, livemode, object_key
    from incoming join fresh using (provider, account, livemode, event_id)
   group by provider, account, livemode, object_key
   order by provider collate "C", account collate "C", livemode, object_key collate "C"
  on conflict on constraint webhook_objects_key do update set marks = webhook_objects.marks + 1`;
