import type { Executor, Transaction } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { Change } from '../projector.ts';
import { isHeldBy, type Lease, UNSYNCED } from './leases.sql.ts';

/** What an attempt that succeeded did. */
export interface Settlement {
  lease: Lease;
  eventIds: readonly string[];
  /** Those of them that nobody handles. */
  ignored: readonly string[];
  /** Of those that were replayed before: one that was replayed again meanwhile stays pending. */
  replayCounts: Readonly<Record<string, number>>;
  /** Of the observation that entered the log with them. */
  observationId: string | undefined;
  changes: readonly Change[];
  startedAt: Date;
  /** There were more events than fit one attempt. */
  isPartial: boolean;
}

/**
 * Settles the events of objects and removes those of which no event has come since they were leased; the others are
 * due again. Rows of objects are locked in the order that intakes do.
 *
 * @returns of how many objects the lease is still this worker's: unless of all, nothing may be committed
 */
export async function settleObjects(
  tx: Transaction,
  settlements: readonly Settlement[],
  now: Date,
): Promise<number> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const { rows } = await tx.execute<{ held: number }>(sql`
    with mine as materialized (
      select objects.id, provider, account, livemode, object_key, attempt, leased_by, started_at, changes, observation_id,
             replay_counts,
             array(select jsonb_array_elements_text(event_ids)) as event_ids,
             array(select jsonb_array_elements_text(ignored_ids)) as ignored_ids,
             objects.marks = held.marks and not is_partial as is_done
        from webhook_objects objects join ${heldTable(settlements)} using (id, fence, leased_by)
       where state = 'leased'
       order by provider, account, livemode, object_key for update of objects
    ), settled as (
      update webhook_event_states states
         set settled_at = ${at},
             status = case when states.event_id = any(mine.ignored_ids) then 'ignored' else 'processed' end
        from mine
       where states.provider = mine.provider and states.account = mine.account and states.livemode = mine.livemode
         and states.object_key = mine.object_key and states.status = 'pending' and states.event_id = any(mine.event_ids)
         and states.replay_count = coalesce((mine.replay_counts ->> states.event_id)::integer, 0)
    ), logged as (
      insert into webhook_attempts (provider, account, livemode, object_key, attempt, worker, started_at, finished_at,
        outcome, event_ids, changes)
      select provider, account, livemode, object_key, attempt, leased_by, started_at, ${at}, 'succeeded',
             array_remove(event_ids || observation_id, null), changes
        from mine where event_ids <> '{}' or changes is not null or observation_id is not null
    ), removed as (
      delete from webhook_objects using mine where webhook_objects.id = mine.id and is_done
    ), requeued as (
      update webhook_objects
         set state = 'pending', leased_by = null, lease_until = null, attempts = 0, next_attempt_at = now()
        from mine where webhook_objects.id = mine.id and not is_done
    ), unsynced as materialized (select ${UNSYNCED})
    select count(*)::int as held from mine, unsynced`);
  return rows[0]?.held ?? 0;
}

function heldTable(settlements: readonly Settlement[]) {
  const column = (valueIn: (settlement: Settlement) => unknown) => sql.param(settlements.map(valueIn));
  return sql`unnest(
    ${column(({ lease }) => lease.id)}::text[],
    ${column(({ lease }) => lease.fence)}::bigint[],
    ${column(({ lease }) => lease.worker)}::text[],
    ${column(({ lease }) => lease.marks)}::bigint[],
    ${column(({ lease }) => lease.attempt)}::integer[],
    ${column(({ isPartial }) => isPartial)}::boolean[],
    ${column(({ startedAt }) => startedAt.toISOString())}::timestamptz[],
    ${column(({ eventIds }) => JSON.stringify(eventIds))}::jsonb[],
    ${column(({ ignored }) => JSON.stringify(ignored))}::jsonb[],
    ${column(({ replayCounts }) => JSON.stringify(replayCounts))}::jsonb[],
    ${column(({ observationId }) => observationId ?? null)}::text[],
    ${column(({ changes }) => (changes.length === 0 ? null : JSON.stringify(changes)))}::jsonb[]
  ) as held (id, fence, leased_by, marks, attempt, is_partial, started_at, event_ids, ignored_ids, replay_counts, observation_id,
    changes)`;
}

export interface Failure {
  eventIds: readonly string[];
  startedAt: Date;
  now: Date;
  error: { name: string; message: string };
  /** Nothing after the last attempt. */
  retryInSeconds: number | undefined;
}

/** Ends an attempt that failed: the object waits, or is parked. */
export async function recordFailure(db: Executor, lease: Lease, failure: Failure): Promise<void> {
  const now = failure.now.toISOString();
  const isLast = failure.retryInSeconds === undefined;
  await db.execute(sql`
    with ended as (
      update webhook_objects
         set state = ${isLast ? 'parked' : 'pending'}, leased_by = null, lease_until = null,
             next_attempt_at = now() + make_interval(secs => ${failure.retryInSeconds ?? 0}),
             parked_at = ${isLast ? now : null}::timestamptz
       where ${isHeldBy(lease)}
      returning next_attempt_at
    )
    insert into webhook_attempts (provider, account, livemode, object_key, attempt, worker, started_at, finished_at,
      outcome, event_ids, error_name, error_message, next_attempt_at)
    select ${lease.provider}, ${lease.account}, ${lease.livemode}, ${lease.objectKey}, ${lease.attempt}, ${lease.worker},
           ${failure.startedAt.toISOString()}, ${now}, ${isLast ? 'parked' : 'failed'}, ${sql.param([...failure.eventIds])},
           ${failure.error.name}, ${failure.error.message}, case when ${isLast}::boolean then null else next_attempt_at end
      from ended`);
}
