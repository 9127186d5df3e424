import type { Transaction } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { ObjectName, Observation } from '../projector.ts';

/** An observation on its way into the log. */
export interface NewObservation extends Observation {
  id: string;
  /** Provider's time up to which it tells of the object. */
  asOf: Date;
  now: Date;
}

/** Appends an observation to the log, as an entry that is settled already. */
export async function insertObservation(
  tx: Transaction,
  { provider, account, livemode, objectKey }: ObjectName,
  { id, asOf, observedAt, payload, now }: NewObservation,
): Promise<void> {
  await tx.execute(sql`
    with state as (
      insert into webhook_event_states (
        provider, account, livemode, event_id, received_at, created_at, object_key, status, settled_at)
      values (${provider}, ${account}, ${livemode}, ${id}, ${observedAt.toISOString()}, ${asOf.toISOString()},
              ${objectKey}, 'processed', ${now.toISOString()})
      returning *
    )
    insert into webhook_events (
      received_at, position, provider, account, livemode, event_id, type, object_key, created_at, source, payload)
    select received_at, position, provider, account, livemode, event_id, 'observation', object_key, created_at, 'observed',
           ${Buffer.from(JSON.stringify(payload))}::bytea
      from state`);
}
