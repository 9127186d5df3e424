import type { Executor, Transaction } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { ObjectName } from '../projector.ts';

/** An object that a worker holds. Leases end by the database's clock, since those of machines differ. */
export interface Lease extends ObjectName {
  id: string;
  fence: string;
  /** Marks when it was leased; more of them at the end mean that events have come since. */
  marks: string;
  /** The number of this attempt, from 1. */
  attempt: number;
  worker: string;
}

type LeaseRow = {
  id: string;
  provider: string;
  account: string;
  livemode: boolean;
  object_key: string;
  fence: string;
  marks: string;
  attempts: number;
};

/**
 * Lets a transaction commit without waiting for the disk. What a crash of the server may then undo is a lease,
 * or a projection together with the record of it: its events are pending again, and are processed again. Nothing
 * leaves the database on the word of such a commit: effects are claimed by commits that wait, after it.
 */
export const UNSYNCED = sql`set_config('synchronous_commit', 'off', true)`;

/** The lease is still this worker's; after a crash of the server another's may have the same fence. */
export function isHeldBy({ id, fence, worker }: Lease) {
  return sql`id = ${id} and fence = ${fence} and leased_by = ${worker} and state = 'leased'`;
}

/** Whoever leases shares this lock for as long as the statement takes; whoever has it alone holds them off. */
const LEASE_LOCK = sql`hashtext('webhook_leases')`;
const MAY_LEASE = sql`select pg_try_advisory_xact_lock_shared(${LEASE_LOCK}) as is_open`;

/** Nobody gets a lease until the end of the transaction. Those that are held already go on. */
export async function holdOffLeases(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${LEASE_LOCK})`);
}

export async function isAnythingLeased(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.execute(sql`select from webhook_objects where state = 'leased' limit 1`);
  return rows.length > 0;
}

/** Takes due objects, those that have waited longest first. */
export async function leaseObjects(
  db: Executor,
  { worker, limit, seconds }: { worker: string; limit: number; seconds: number },
): Promise<Lease[]> {
  const { rows } = await db.execute<LeaseRow>(sql`
    with gate as materialized (${MAY_LEASE}), due as (
      select id from webhook_objects, gate
       where is_open and state = 'pending' and next_attempt_at <= now()
       order by next_attempt_at limit ${limit} for update of webhook_objects skip locked
    ), unsynced as materialized (select ${UNSYNCED})
    update webhook_objects set ${leased({ worker, seconds })}
      from due, unsynced where webhook_objects.id = due.id
    returning webhook_objects.id, provider, account, livemode, object_key, fence, marks, attempts`);
  return rows.map((row) => leaseOf(row, worker));
}

function leased({ worker, seconds }: { worker: string; seconds: number }) {
  return sql`state = 'leased', leased_by = ${worker}, fence = fence + 1, attempts = attempts + 1,
             lease_until = now() + make_interval(secs => ${seconds})`;
}

function leaseOf(row: LeaseRow, worker: string): Lease {
  return {
    id: row.id,
    provider: row.provider,
    account: row.account,
    livemode: row.livemode,
    objectKey: row.object_key,
    fence: row.fence,
    marks: row.marks,
    attempt: row.attempts,
    worker,
  };
}

/** Takes one object, if it is due and nobody has it. */
export async function leaseObject(
  db: Executor,
  { provider, account, livemode, objectKey }: ObjectName,
  { worker, seconds }: { worker: string; seconds: number },
): Promise<Lease | undefined> {
  const { rows } = await db.execute<LeaseRow>(sql`
    with gate as materialized (${MAY_LEASE})
    update webhook_objects set ${leased({ worker, seconds })}
      from gate
     where is_open and provider = ${provider} and account = ${account} and livemode = ${livemode} and object_key = ${objectKey}
       and state = 'pending' and next_attempt_at <= now()
    returning id, provider, account, livemode, object_key, fence, marks, attempts`);
  return rows.map((row) => leaseOf(row, worker))[0];
}

/**
 * Says that the worker is alive. A lease that is lost already stays lost. A row that is locked at this moment is
 * left to the next time: to wait for it, with others locked already, could end in a deadlock.
 */
export async function renewLeases(db: Executor, leases: readonly Lease[], seconds: number): Promise<void> {
  await db.execute(sql`
    with mine as (
      select objects.id from webhook_objects objects join ${tableOf(leases)} using (id, fence, leased_by)
       where state = 'leased' for update of objects skip locked
    ), unsynced as materialized (select ${UNSYNCED})
    update webhook_objects set lease_until = now() + make_interval(secs => ${seconds})
      from mine, unsynced where webhook_objects.id = mine.id`);
}

/** Gives up leases whose work was not begun: the attempt does not count. Locks rows in the order that intakes do. */
export async function returnLeases(db: Executor, leases: readonly Lease[]): Promise<void> {
  await db.execute(sql`
    with mine as (
      select objects.id from webhook_objects objects join ${tableOf(leases)} using (id, fence, leased_by)
       where state = 'leased' order by provider, account, livemode, object_key for update of objects
    )
    update webhook_objects set state = 'pending', leased_by = null, lease_until = null, attempts = attempts - 1
      from mine where webhook_objects.id = mine.id`);
}

function tableOf(leases: readonly Lease[]) {
  return sql`unnest(${sql.param(leases.map(({ id }) => id))}::text[],
                    ${sql.param(leases.map(({ fence }) => fence))}::bigint[],
                    ${sql.param(leases.map(({ worker }) => worker))}::text[]) as held (id, fence, leased_by)`;
}

/**
 * Frees the objects of workers that died. Their attempt counts: an event that ends the process, as by taking all
 * of its memory, is parked in the end like any other.
 */
export async function reclaimLeases(
  db: Executor,
  { maxAttempts, now }: { maxAttempts: number; now: Date },
): Promise<{ parked: boolean }[]> {
  const isLast = sql`attempts >= ${maxAttempts}`;
  const { rows } = await db.execute<{ parked: boolean }>(sql`
    with lost as (
      select id, leased_by from webhook_objects where state = 'leased' and lease_until <= now()
       for update skip locked
    ), freed as (
      update webhook_objects
         set state = case when ${isLast} then 'parked' else 'pending' end, leased_by = null, lease_until = null,
             next_attempt_at = now(), parked_at = case when ${isLast} then ${now.toISOString()}::timestamptz end
        from lost where webhook_objects.id = lost.id
      returning provider, account, livemode, object_key, attempts, state, lost.leased_by as worker
    )
    insert into webhook_attempts (provider, account, livemode, object_key, attempt, worker, started_at, finished_at,
      outcome, event_ids, error_name, error_message, next_attempt_at)
    select provider, account, livemode, object_key, attempts, worker, ${now.toISOString()}, ${now.toISOString()},
           case state when 'parked' then 'parked' else 'failed' end, '{}', 'WorkerLost',
           'The worker died, or was silent for longer than its lease.', case state when 'pending' then now() end
      from freed
    returning outcome = 'parked' as parked`);
  return rows;
}

/** Whether the lease is still this worker's. It locks nothing: deliveries for the object go on meanwhile. */
export async function isHeld(db: Executor, lease: Lease): Promise<boolean> {
  const { rows } = await db.execute(sql`select from webhook_objects where ${isHeldBy(lease)}`);
  return rows.length > 0;
}
