import type { Executor } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { Rows } from '../projection/kind.ts';
import type { Differences } from './drift.ts';

/** A subscription whose row differs, or is missing. */
export type DifferingRow = { id: string; differences: Differences; is_provisional: boolean };

/**
 * Compares what the provider says of subscriptions and their items with the rows of the projection.
 */
export async function compareSubscriptions(
  executor: Executor,
  subscriptions: readonly Rows[],
): Promise<DifferingRow[]> {
  const given = subscriptions.map(({ row, children }) => ({ row, items: children }));
  const { rows } = await executor.execute<DifferingRow>(sql`
    with given as (
      select to_jsonb(jsonb_populate_record(null::subscriptions, row)) || jsonb_build_object('items',
               (select coalesce(jsonb_agg(to_jsonb(item) order by item.position), '[]')
                  from jsonb_populate_recordset(null::subscription_items, items) as item)) as object
        from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given (row jsonb, items jsonb)
    ), stored as (
      select id, is_provisional, to_jsonb(subscriptions) || jsonb_build_object('items',
               (select coalesce(jsonb_agg(to_jsonb(item) order by item.position), '[]')
                  from subscription_items item where item.subscription_id = subscriptions.id)) as object
        from subscriptions where id in (select object ->> 'id' from given)
    )
    select given.object ->> 'id' as id, coalesce(stored.is_provisional, false) as is_provisional,
           jsonb_object_agg(field, jsonb_build_object('here', stored.object -> field, 'there', given.object -> field)) as differences
      from given left join stored on stored.id = given.object ->> 'id'
     cross join lateral jsonb_object_keys(given.object - '{as_of,is_provisional}'::text[]) as field
     where coalesce(stored.object -> field, 'null') <> given.object -> field
     group by 1, 2`);
  return rows;
}
