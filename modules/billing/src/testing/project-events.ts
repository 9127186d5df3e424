import type { Database } from '@quartet/platform/database';
import {
  type ObjectName,
  type Observation,
  type PendingEvent,
  type Projector,
  stripeProvider,
} from '@quartet/webhooks';
import { sql } from 'drizzle-orm';

/** The body of an event. */
export interface SentEvent {
  readonly id: string;
}

/** An event with the object that it is about. */
interface Delivered {
  object: ObjectName;
  event: PendingEvent;
}

/** Hands events to a projector as the inbox does, but in the batches that a test wants. */
export function projectEvents(db: Database, projector: Projector) {
  const { identify } = stripeProvider({ secrets: [] });
  const read = (event: SentEvent): Delivered => {
    const delivery = { body: Buffer.alloc(0), headers: {}, receivedAt: new Date() };
    const identity = identify(event, delivery);
    if (identity === undefined) throw new Error('This is no event of Stripe.');
    const { eventId, type, createdAt, objectKey, account, livemode } = identity;
    return {
      object: { provider: 'stripe', account, livemode, objectKey },
      event: { eventId, type, createdAt, receivedAt: delivery.receivedAt, replayCount: 0, payload: event },
    };
  };
  const project = (object: ObjectName, events: readonly PendingEvent[], observation?: Observation) =>
    db.transaction(async (tx) => {
      const outcome = await projector.project(tx, { ...object, events, observation });
      if (observation !== undefined && outcome.observedAsOf !== undefined)
        await tx.execute(logging(object, { ...observation, asOf: outcome.observedAsOf }));
      return outcome;
    });
  return {
    /** One attempt at each object that these events are about; those that came before are left out. */
    async deliver(batch: readonly SentEvent[]) {
      const fresh: Delivered[] = [];
      for (const each of batch.map(read)) if (await append(db, each)) fresh.push(each);
      const outcomes = new Map<string, Awaited<ReturnType<typeof project>>>();
      for (const [key, group] of Map.groupBy(fresh, ({ object }) => object.objectKey)) {
        const [first] = group;
        if (first === undefined) continue;
        const events = group
          .map(({ event }) => event)
          .toSorted((one, other) => +one.createdAt - +other.createdAt);
        outcomes.set(key, await project(first.object, events));
      }
      return outcomes;
    },
    /** One attempt at an object that was looked at, as after a refresh. */
    observe: (objectKey: string, payload: unknown) =>
      project({ provider: 'stripe', account: '', livemode: false, objectKey }, [], {
        payload,
        observedAt: new Date(),
      }),
    project,
    read,
  };
}

async function append(db: Database, { object, event }: Delivered): Promise<boolean> {
  const { rows } = await db.orm.execute(sql`
    with state as (
      insert into webhook_event_states (provider, account, livemode, event_id, received_at, created_at, object_key)
      values (${object.provider}, ${object.account}, ${object.livemode}, ${event.eventId},
              ${event.receivedAt.toISOString()}, ${event.createdAt.toISOString()}, ${object.objectKey})
      on conflict do nothing returning *
    )
    insert into webhook_events (
      received_at, position, provider, account, livemode, event_id, type, object_key, created_at, source, payload)
    select received_at, position, provider, account, livemode, event_id, ${event.type}, object_key, created_at, 'signed',
           ${Buffer.from(JSON.stringify(event.payload))}::bytea
      from state returning event_id`);
  return rows.length > 0;
}

function logging(object: ObjectName, { payload, observedAt, asOf }: Observation & { asOf: Date }) {
  return sql`
    with state as (
      insert into webhook_event_states (
        provider, account, livemode, event_id, received_at, created_at, object_key, status, settled_at)
      values (${object.provider}, ${object.account}, ${object.livemode}, gen_random_uuid(),
              ${observedAt.toISOString()}, ${asOf.toISOString()}, ${object.objectKey}, 'processed', now())
      returning *
    )
    insert into webhook_events (
      received_at, position, provider, account, livemode, event_id, type, object_key, created_at, source, payload)
    select received_at, position, provider, account, livemode, event_id, 'observation', object_key, created_at, 'observed',
           ${Buffer.from(JSON.stringify(payload))}::bytea
      from state`;
}
