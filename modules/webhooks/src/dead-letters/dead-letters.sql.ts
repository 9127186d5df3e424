import type { Executor } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { Backlog } from '../metrics.ts';

export type DeadLetterRow = {
  id: string;
  provider: string;
  account: string;
  livemode: boolean;
  object_key: string;
  attempts: number;
  parked_at: string;
  events: number;
  oldest_event_id: string | null;
  error_name: string | null;
  error_message: string | null;
};

/** Parked objects, those that were parked first first, behind a position. */
export async function findDeadLetters(
  db: Executor,
  { behind, count }: { behind: { at: Date; tie: string } | undefined; count: number },
): Promise<DeadLetterRow[]> {
  const position =
    behind === undefined
      ? sql`true`
      : sql`(parked_at, objects.id) > (${behind.at.toISOString()}::timestamptz, ${behind.tie})`;
  const { rows } = await db.execute<DeadLetterRow>(sql`
    select objects.id, provider, account, livemode, object_key, attempts, parked_at, waiting.events,
           waiting.oldest_event_id, last.error_name, last.error_message
      from webhook_objects objects
      cross join lateral (
        select count(*)::int as events, (array_agg(event_id order by created_at, position))[1] as oldest_event_id
          from webhook_event_states states
         where states.provider = objects.provider and states.account = objects.account
           and states.livemode = objects.livemode and states.object_key = objects.object_key and status = 'pending'
      ) waiting
      left join lateral (
        select error_name, error_message from webhook_attempts attempts
         where attempts.object_key = objects.object_key and attempts.provider = objects.provider
           and attempts.account = objects.account and attempts.livemode = objects.livemode
         order by attempts.id desc limit 1
      ) last on true
     where state = 'parked' and ${position}
     order by parked_at, objects.id limit ${count}`);
  return rows;
}

/** Makes parked objects due, one or all of them; locks them in the order that intakes do. @returns their ids */
export async function redriveObjects(db: Executor, id?: string): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    with parked as (
      select id from webhook_objects where state = 'parked' and ${id === undefined ? sql`true` : sql`id = ${id}`}
       order by provider, account, livemode, object_key for update
    )
    update webhook_objects set state = 'pending', attempts = 0, parked_at = null, next_attempt_at = now()
      from parked where webhook_objects.id = parked.id
    returning webhook_objects.id`);
  return rows.map((row) => row.id);
}

export async function readBacklog(db: Executor): Promise<Backlog> {
  const { rows } = await db.execute<Backlog & Record<string, unknown>>(sql`
    select (select count(*) from webhook_event_states where status = 'pending')::float8 as pending_events,
           (select coalesce(extract(epoch from now() - min(received_at)), 0)
              from webhook_event_states where status = 'pending')::float8 as oldest_pending_seconds,
           (select count(*) from webhook_objects where state = 'pending' and attempts > 0)::float8 as retrying_objects,
           (select count(*) from webhook_objects where state = 'parked')::float8 as dead_letters,
           (select count(*) from effects where state = 'unknown')::float8 as unknown_effects`);
  const [backlog] = rows;
  if (backlog === undefined) throw new Error('Reading the backlog gave no row.');
  return backlog;
}
